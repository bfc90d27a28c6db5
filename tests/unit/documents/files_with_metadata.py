"""Files whose metadata say who made them, where and with what, and what stood beside or behind."""

from io import BytesIO

from mutagen.apev2 import APEv2
from mutagen.id3 import APIC, COMM, ID3, TPE1
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from tests.unit.documents.made import FILM_STARTS, FRAME, ID, box, mp3, mp4, png, track, zipped

OWNER = "Zhang Sanfeng"
PLACE = b"+31.2304+121.4737/"
SECRETS = (OWNER.encode(), OWNER.encode("utf-16-le"), PLACE, ID.encode(), b"GPS", b"Exif", b"PK\x03\x04")


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: owner, place, comment, which way up."""
    about = Image.Exif()
    about[ExifTags.Base.Artist] = OWNER
    about[ExifTags.Base.Orientation] = orientation
    about[ExifTags.Base.XPAuthor] = OWNER.encode("utf-16-le")
    about.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (31.0, 13.0, 49.4), 3: "E", 4: (121.0, 28.0, 25.3)})
    about.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = ID.encode()
    return about


def photograph(form: str = "JPEG", orientation: int = 1, **options: object) -> bytes:
    """Left half red, right half blue, with everything about its maker."""
    picture = Image.new("RGB", (64, 32), (250, 20, 20))
    picture.paste((20, 20, 250), (32, 0, 64, 32))
    made = BytesIO()
    picture.save(made, form, exif=exif(orientation), **options)
    return made.getvalue()


def about_png() -> PngImagePlugin.PngInfo:
    """Words in all three ways that a PNG has for them."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", OWNER)
    words.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{OWNER} {ID}</x:xmpmeta>")
    words.add_text("Comment", ID, zip=True)
    return words


def named_profile() -> bytes:
    """A colour profile that carries a name."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"s\0R\0G\0B", b"Z\0h\0a\0n")


def tagged_sound() -> bytes:
    """Every kind of tag that players know, before and after the sound."""
    made = BytesIO(FRAME * 5)
    tags = ID3()
    tags.add(APIC(mime="image/jpeg", type=3, data=photograph()))
    tags.add(COMM(lang="zho", desc="", text=[ID]))
    tags.add(TPE1(text=[OWNER]))
    tags.save(made, v1=2)
    ape = APEv2()
    ape.update({"Artist": OWNER, "Comment": ID})
    made.seek(0)
    ape.save(made)
    return made.getvalue()


IN_A_TABLE = (
    box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + PLACE) + box(b"meta", bytes(4) + OWNER.encode())),
    box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709") + box(b"ilst", PLACE + ID.encode())),
    box(b"uuid", bytes(16) + f"<x:xmpmeta>{OWNER}</x:xmpmeta>".encode()),
    box(b"free", ID.encode()),
)
SAMPLES = b"\1" * 64 + PLACE * 4 + b"\2" * 8
READINGS = track(b"meta", FILM_STARTS + 64, 4 * len(PLACE), box(b"udta", PLACE))

FILES_WITH_METADATA: dict[str, tuple[str, bytes]] = {
    "a photograph with place and owner": ("a.jpg", photograph()),
    "a photograph with comment and profile": ("a.jpg", photograph(comment=ID, icc_profile=named_profile())),
    "a photograph with XMP": ("a.jpg", photograph(xmp=f"<x:xmpmeta>{OWNER}</x:xmpmeta>".encode())),
    "a photograph with a film behind it": ("a.jpeg", photograph() + mp4(*IN_A_TABLE)),
    "a photograph with a package far behind": ("a.jpg", photograph() + zipped({"a": ID}) + bytes(70_000)),
    "a drawing with words": ("a.png", photograph("PNG", pnginfo=about_png(), icc_profile=named_profile())),
    "a drawing with words of other tools": ("a.png", png((b"tEXt", f"Author\0{OWNER} {ID}".encode()))),
    "sound with a cover": ("a.mp3", tagged_sound()),
    "sound with a tag in its midst": ("a.mp3", FRAME * 2 + mp3(OWNER.encode()) + ID.encode()),
    "a film with a place": ("a.mp4", mp4(*IN_A_TABLE)),
    "a film with boxes behind it": ("a.mp4", mp4(after=b"".join(IN_A_TABLE))),
    "a film with a track of places": ("a.mp4", mp4(READINGS, samples=SAMPLES)),
}
