"""What goes public is what one sees and hears: no place, owner, comment, cover or hidden byte goes with it."""

import hashlib
from io import BytesIO

import pytest
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from PIL import Image, JpegImagePlugin

from gongkai.documents.refusals import FileIsBomb, FileUnreadable
from gongkai.refusals import Refusal
from tests.unit.documents.conftest import Bring, Publish, Refused
from tests.unit.documents.files_with_metadata import (
    FILES_WITH_METADATA,
    IN_A_TABLE,
    OWNER,
    READINGS,
    SAMPLES,
    SECRETS,
    named_profile,
    photograph,
    tagged_sound,
)
from tests.unit.documents.made import FILM_STARTS, FRAME, ID, box, docx, jpeg, mp3, mp4, paragraph, png


def seen(data: bytes) -> Image.Image:
    """The picture in these bytes, as anybody sees it."""
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("what", FILES_WITH_METADATA)
def test_e5_nothing_about_its_maker_goes_public_with_a_file(publish: Publish, what: str) -> None:
    name, data = FILES_WITH_METADATA[what]
    found, kept = publish(data, name)
    assert [secret for secret in SECRETS if secret in kept] == []
    assert [secret for secret in (OWNER, ID) if secret in found.text] == []
    assert (found.sha256, found.size) == (hashlib.sha256(kept).hexdigest(), len(kept))


@pytest.mark.parametrize("what", FILES_WITH_METADATA)
def test_e5_evidence_is_kept_as_it_came(bring: Bring, what: str) -> None:
    name, data = FILES_WITH_METADATA[what]
    assert bring(data, name).sha256 == hashlib.sha256(data).hexdigest()


def test_e5_a_cleaned_picture_looks_as_before(publish: Publish) -> None:
    for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        _, kept = publish(photograph(form, comment=ID), name)
        picture = seen(kept)
        assert (picture.format, picture.size, dict(picture.getexif())) == (form, (64, 32), {})
        assert _is(picture, (10, 10), (250, 20, 20))
        assert _is(picture, (50, 10), (20, 20, 250))
        assert not {"comment", "exif", "icc_profile", "xmp", *getattr(picture, "text", {})} & picture.info.keys()


@pytest.mark.parametrize(
    ("orientation", "size", "red", "blue"),
    [(3, (64, 32), (50, 10), (10, 10)), (6, (32, 64), (10, 10), (10, 50)), (8, (32, 64), (10, 50), (10, 10))],
)
def test_e5_a_picture_that_lay_on_its_side_stands_upright(
    publish: Publish, orientation: int, size: tuple[int, int], red: tuple[int, int], blue: tuple[int, int]
) -> None:
    for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        picture = seen(publish(photograph(form, orientation), name)[1])
        assert picture.size == size
        assert _is(picture, red, (250, 20, 20))
        assert _is(picture, blue, (20, 20, 250))


def test_e5_a_photograph_keeps_the_quality_that_it_had(publish: Publish) -> None:
    data = photograph(quality=60, subsampling=0)
    before, after = seen(data), seen(publish(data, "a.jpg")[1])
    assert isinstance(before, JpegImagePlugin.JpegImageFile)
    assert isinstance(after, JpegImagePlugin.JpegImageFile)
    assert after.quantization == before.quantization
    assert JpegImagePlugin.get_sampling(after) == JpegImagePlugin.get_sampling(before)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_e5_a_drawing_keeps_its_points_and_what_shines_through(publish: Publish, mode: str) -> None:
    picture = Image.new(mode, (3, 2), 0)
    options = {"transparency": 0} if mode == "P" else {}
    made = BytesIO()
    picture.save(made, "PNG", **options)
    after = seen(publish(made.getvalue(), "a.png")[1])
    assert after.convert("RGBA").tobytes() == seen(made.getvalue()).convert("RGBA").tobytes()


@pytest.mark.parametrize(("mode", "form"), [("CMYK", "JPEG"), ("L", "JPEG"), ("RGB", "JPEG"), ("RGBA", "PNG")])
def test_e5_a_profile_that_does_not_fit_is_left_away(publish: Publish, mode: str, form: str) -> None:
    made = BytesIO()
    Image.new(mode, (8, 8)).save(made, form, icc_profile=b"no profile at all")
    _, kept = publish(made.getvalue(), f"a.{'jpg' if form == 'JPEG' else 'png'}")
    assert seen(kept).mode == mode
    assert b"no profile" not in kept


def test_e5_colours_are_carried_over_from_their_profile(publish: Publish) -> None:
    """A profile in which red and blue are exchanged: what is shown is what its owner saw."""
    profile = bytearray(named_profile())
    red, blue = profile.find(b"rXYZ"), profile.find(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        picture = seen(publish(photograph(form, icc_profile=bytes(profile)), name)[1])
        red_part, _, blue_part = picture.getpixel((10, 10))  # type: ignore[misc]
        assert blue_part > 200 > 100 > red_part


def test_e5_of_an_animation_the_first_frame_stays(publish: Publish) -> None:
    made = BytesIO()
    frames = [Image.new("L", (2, 2), level) for level in (10, 200)]
    frames[0].save(made, "PNG", save_all=True, append_images=frames[1:])
    picture = seen(publish(made.getvalue(), "a.png")[1])
    assert (getattr(picture, "n_frames", 1), picture.getpixel((0, 0))) == (1, 10)


def test_e5_the_sound_is_the_same_frame_by_frame(publish: Publish) -> None:
    assert MP3(BytesIO(tagged_sound())).tags
    _, kept = publish(tagged_sound(), "a.mp3")
    assert kept == FRAME * 5
    assert MP3(BytesIO(kept)).tags is None
    assert publish(FRAME * 2 + mp3(OWNER.encode()) + ID.encode(), "a.mp3")[1] == FRAME * 5


def test_e5_a_film_plays_from_the_same_places(publish: Publish) -> None:
    """Nothing moves, so that the tables of its samples still lead to them."""
    data = mp4(*IN_A_TABLE, READINGS, samples=SAMPLES)
    _, kept = publish(data, "a.mp4")
    assert len(kept) == len(data)
    assert kept[FILM_STARTS : FILM_STARTS + len(SAMPLES)] == SAMPLES[:64] + bytes(len(SAMPLES) - 64)
    film = MP4(BytesIO(kept))
    assert not film.tags
    assert film.info.length > 0


def test_e5_what_is_cleaned_once_stays_the_same(publish: Publish) -> None:
    for name, data in FILES_WITH_METADATA.values():
        if not name.endswith((".jpg", ".jpeg")):  # drawn anew, a photograph differs by a shade
            once = publish(data, name)[1]
            assert publish(once, name)[1] == once


def test_e5_a_document_goes_public_as_it_came(publish: Publish) -> None:
    data = docx(paragraph("字"))
    assert publish(data, "a.docx")[1] == data


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (photograph("PNG").replace(b"IDAT", b"IDAX"), "a.png"),
        (png(width=40), "a.png"),
        (jpeg()[:-60] + b"\xff\xd9", "a.jpg"),
        (jpeg().replace(b"\xff\xdb", b"\xff\xec"), "a.jpg"),
    ],
)
def test_e5_a_broken_picture_is_refused_whoever_shall_see_it(
    publish: Publish, refused: Refused, data: bytes, name: str
) -> None:
    said = "文件不完整或已损坏。请重新导出后再上传。"
    assert refused(data, name).detail == said
    with pytest.raises(FileUnreadable, match=said):
        publish(data, name)


def test_e5_more_points_than_anybody_sees_are_refused(publish: Publish) -> None:
    with pytest.raises(FileIsBomb):
        publish(png(width=50_000_001), "a.png")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (mp4(box(b"mvex")), "a.mp4"),
        (mp4(after=box(b"moof")), "a.mp4"),
        (box(b"ftyp", b"isom") + box(b"moov") + box(b"mdat"), "a.mp4"),
        (box(b"ftyp", b"isom") + box(b"moov", READINGS) + box(b"mdat"), "a.mp4"),
        (b"\xff\xfb\x90\x00" + bytes(100), "a.mp3"),
    ],
)
def test_e5_what_cannot_be_cleaned_is_not_made_public(publish: Publish, bring: Bring, data: bytes, name: str) -> None:
    with pytest.raises(FileUnreadable):
        publish(data, name)
    assert bring(data, name).name == name


@pytest.mark.parametrize("name", ["a.mp4", "a.mp3"])
def test_e5_a_damaged_film_or_sound_is_refused_or_cleaned(publish: Publish, name: str) -> None:
    whole = mp4(*IN_A_TABLE, READINGS, samples=SAMPLES) if name == "a.mp4" else tagged_sound()
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        try:
            _, kept = publish(bytes(damaged), name)
        except Refusal:
            continue
        assert OWNER.encode() not in kept


def _is(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))
