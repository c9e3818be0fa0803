"""The office's emblem, as papers take it: a small grey PNG, drawn anew from the stored file."""

import io
import logging
from functools import lru_cache
from typing import Final

from django.core.files.storage import storages
from PIL import Image

log = logging.getLogger(__name__)

# Three centimetres at 600 dots per inch, with room to spare; a larger picture only makes the file larger.
LARGEST: Final = 1000
MOST_POINTS: Final = 40_000_000


def emblem_png(name: str) -> bytes | None:
    """The picture of this name in the private storage; None leaves its place blank.

    A file that is missing or that is no picture is worth a line in the log, not a paper that cannot be printed.
    """
    if not name:
        return None
    try:
        with storages["default"].open(name) as file:
            return _drawn(file.read())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        log.warning("The emblem %s cannot be used: %s", name, error)
        return None


@lru_cache(maxsize=4)
def _drawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise ValueError(f"{picture.width} x {picture.height} points")
        picture = picture.convert("LA")
        picture.thumbnail((LARGEST, LARGEST))
        drawn = io.BytesIO()
        picture.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
