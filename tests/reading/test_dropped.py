"""What is dropped in is known by its content, and a photo keeps nothing that the camera wrote beside the picture."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from copilot.reading.dropped import LARGEST, LONGEST_SIDE, PDF, PHOTO, FileRefused, examined

GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "navy", mode: str = "RGB") -> bytes:
    out = BytesIO()
    picture = Image.new(mode, size, colour)
    tags = picture.getexif()
    tags[MAKER] = "A camera that signs its pictures"
    tags[ORIENTATION] = 6
    tags.get_ifd(GPS)[1] = "N"
    picture.save(out, kind, exif=tags)
    return out.getvalue()


def pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_upright_and_without_where_when_and_with_what_it_was_taken(kind: str) -> None:
    kept = examined(photo(kind))

    with Image.open(BytesIO(kept.content)) as picture:
        assert (kept.mime, picture.format) == (PHOTO, "JPEG")
        assert picture.size == (48, 64)
        assert not picture.getexif()
    assert b"signs its pictures" not in kept.content


def test_a_large_photo_is_made_smaller_and_what_is_see_through_becomes_white() -> None:
    with Image.open(BytesIO(examined(photo(size=(5000, 2500))).content)) as large:
        assert max(large.size) == LONGEST_SIDE
    with Image.open(BytesIO(examined(photo("PNG", colour="#00000000", mode="RGBA")).content)) as clear:
        assert clear.getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_stays_as_it_is() -> None:
    whole = pdf()

    kept = examined(whole)

    assert (kept.mime, kept.content) == (PDF, whole)
    assert len(PdfReader(BytesIO(kept.content)).pages) == 1


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\x00" + bytes(400), "file_wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "file_wrong_type"),
        (b"GIF89a" + bytes(100), "file_wrong_type"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(400), "file_heic"),
        (photo()[:200], "file_damaged"),
        (b"%PDF-1.7\n" + bytes(300), "file_damaged"),
        (pdf("a secret"), "file_locked"),
        (bytes(LARGEST + 1), "file_too_large"),
        (photo("PNG", size=(9000, 9000)), "file_too_many_pixels"),
    ],
)
def test_whatever_else_it_is_called_it_is_refused_in_a_sentence(content: bytes, key: str) -> None:
    with pytest.raises(FileRefused) as refused:
        examined(content)

    assert refused.value.key == key
