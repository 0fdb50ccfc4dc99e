"""What a dropped file is by its content, and the form in which it may be kept.

A photo is written anew, smaller and without what a camera notes down beside the picture (where it was taken, when, and
with which device). A PDF stays as it is; it is only ever handed out to be saved, never run on our page.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from copilot.errors import CopilotError

LARGEST = 10 * 1024 * 1024  #: bytes of one file; the page says 10 MB
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2_000
_PHOTOS = ("JPEG", "PNG", "WEBP")
_APPLE = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
PHOTO, PDF = "image/jpeg", "application/pdf"


# What it says of a broken file quotes the file, and nothing of a client may stand in a log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


class FileRefused(CopilotError):
    """The file cannot be kept; the sentence says why."""


@dataclass(frozen=True)
class Dropped:
    """A file as it may be kept."""

    mime: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of what is kept."""
        return sha256(self.content).hexdigest()


def examined(content: bytes) -> Dropped:
    """The photo or PDF that these bytes are, ready to be kept; FileRefused for whatever else they are."""
    if not content:
        raise FileRefused("The file is empty.", key="file_empty")
    if len(content) > LARGEST:
        raise FileRefused("The file is larger than 10 MB. Please send a smaller one.", key="file_too_large")
    if content[4:8] == b"ftyp" and content[8:12] in _APPLE:
        raise FileRefused(
            "That is a photo in Apple's HEIC format, which cannot be opened here. Send a screenshot of it; for the next ones "
            "choose on the iPhone Settings, Camera, Formats, Most Compatible.",
            key="file_heic",
        )
    return _pdf(content) if b"%PDF-" in content[:1024] else _photo(content)


def _photo(content: bytes) -> Dropped:
    from PIL import Image, ImageOps, UnidentifiedImageError  # late: only who drops a photo waits for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_PHOTOS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise FileRefused("The picture has too many points to be opened here.", key="file_too_many_pixels")
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                kept = Image.new("RGB", upright.size, "white")
                layered = upright.convert("RGBA")
                kept.paste(layered, mask=layered.getchannel("A"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise FileRefused("The picture has too many points to be opened here.", key="file_too_many_pixels") from bomb
    except UnidentifiedImageError as other:
        raise FileRefused(
            "That is neither a photo (JPEG, PNG, WebP) nor a PDF, whatever its name says.", key="file_wrong_type"
        ) from other
    except (OSError, ValueError, SyntaxError) as damaged:  # what Pillow raises for a picture that ends too early
        raise FileRefused("The file is damaged and cannot be opened.", key="file_damaged") from damaged
    out = BytesIO()
    kept.save(out, "JPEG", quality=85, optimize=True)
    return Dropped(PHOTO, out.getvalue())


def _pdf(content: bytes) -> Dropped:
    from pypdf import PdfReader

    with damaged_pdf() as broken:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise FileRefused("The PDF asks for a password. Please save it without one.", key="file_locked")
        if len(reader.pages):
            return Dropped(PDF, content)
    raise FileRefused("The file is damaged and cannot be opened.", key="file_damaged") from (broken[0] if broken else None)


@contextmanager
def damaged_pdf() -> Iterator[list[Exception]]:
    """What goes wrong inside stands in the list afterwards: what pypdf trips over depends on where a file is broken."""
    from pypdf.errors import PyPdfError

    broken: list[Exception] = []
    try:
        yield broken
    except FileRefused:
        raise
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as tripped:
        broken.append(tripped)
