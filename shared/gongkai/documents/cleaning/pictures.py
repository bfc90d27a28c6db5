"""Pictures decoded whole and drawn anew: no EXIF, place, author, comment, thumbnail, profile or byte after the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin

from gongkai.documents.reading import CUT_OFF
from gongkai.documents.refusals import FileIsBomb, FileUnreadable

PIXELS: Final = 50_000_000
"""Of one picture; decoded and turned upright it then fits the memory of the examining process (4 bytes a pixel)."""
PLUGINS: Final = (JpegImagePlugin, PngImagePlugin)
"""Imported for their formats; Pillow would otherwise look for every format that it knows."""
SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
COLOURS: Final = {"RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "L": "RGB"}
"""In which mode a picture with a colour profile goes on, by its own."""
QUALITY: Final = 92
"""Of a JPEG whose own tables do not fit any more, because its colours were converted."""


def require_png(path: Path) -> None:
    """Decode every line; raises FileUnreadable if one is missing or damaged, FileIsBomb if there are too many."""
    with _decoded(path, "PNG"):
        pass


def require_jpeg(path: Path) -> None:
    """The same of a JPEG."""
    with _decoded(path, "JPEG"):
        pass


def redraw_png(path: Path) -> None:
    """Write the picture anew, upright and in sRGB; of an animation the first frame."""
    with _decoded(path, "PNG") as source:
        picture = _as_seen(source)
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    picture.save(path, "PNG")


def redraw_jpeg(path: Path) -> None:
    """Write the picture anew, upright and in sRGB, with its own quantisation tables: next to nothing is lost."""
    with _decoded(path, "JPEG") as source:
        assert isinstance(source, JpegImagePlugin.JpegImageFile)
        own: dict[str, Any] = {"qtables": source.quantization, "subsampling": JpegImagePlugin.get_sampling(source)}
        mode = source.mode
        picture = _as_seen(source)
    picture.info = {}
    picture.save(path, "JPEG", **(own if picture.mode == mode else {"quality": QUALITY}))


@contextmanager
def _decoded(path: Path, form: str) -> Iterator[Image.Image]:
    try:
        with Image.open(path, formats=(form,)) as picture:
            if picture.width * picture.height > PIXELS:
                raise FileIsBomb("图片的长宽大得不合常理，不能接收。请缩小后再上传。")
            picture.load()
            yield picture
    except (OSError, ValueError, SyntaxError) as error:
        raise FileUnreadable(CUT_OFF) from error


def _as_seen(picture: Image.Image) -> Image.Image:
    """Upright without the note that says how to turn it, in the colours of the web without the profile for them.

    The picture itself is changed where that can be: there is memory for two of the largest, not for three.
    """
    ImageOps.exif_transpose(picture, in_place=True)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if not profile or picture.mode not in COLOURS:
        return picture
    mode = COLOURS[picture.mode]
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, SRGB, outputMode=mode, inPlace=mode == picture.mode)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture
