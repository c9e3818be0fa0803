"""How wide a text is on paper, from the font of the papers itself."""

from functools import cache, lru_cache
from typing import Final

from django.conf import settings
from PIL import ImageFont

from thai.digits import to_thai

_FACE: Final = settings.BASE_DIR / "assets" / "fonts" / "opc-saraban" / "OPCSaraban-Regular.ttf"
_POINTS: Final = 16
_MM_IN_A_POINT: Final = 25.4 / 72
# The face is read at this size; its em is twice that of TH Sarabun.
_READ_AT: Final = 1000


@cache
def _face() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FACE), _READ_AT, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)  # names of districts and levels stand in every line of a list
def millimetres(text: str) -> float:
    """The width of a line in TH Sarabun 16 pt, upright, in Thai digits (the wider ones)."""
    return _face().getlength(to_thai(text)) / _READ_AT * _POINTS / 2 * _MM_IN_A_POINT
