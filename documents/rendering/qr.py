"""The code on a paper that leads to its page of verification."""

import io
from functools import lru_cache
from typing import Final

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

# (row + column) % 2: the mask that breaks up runs and blocks soonest.
MASK: Final = 0
# Dots of the picture for each module.
DOTS: Final = 6


def qr_code(text: str, *, border: int = 0) -> qrcode.QRCode:
    """The code of a text, in the smallest size that holds it.

    Level M bears 15 % of damage: a stamp's edge, a fold, a photocopy.  The mask is always the same one: a reader takes
    each of the eight, and trying them all takes nine tenths of the time.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=border, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    return code


@lru_cache(maxsize=64)
def qr_png(url: str, *, border: int = 4) -> bytes:
    """The address as a QR code: black and white, with its quiet zone of four modules, always the same bytes."""
    modules = qr_code(url, border=border).get_matrix()
    side = len(modules)
    picture = Image.new("1", (side, side))
    picture.putdata([0 if dark else 255 for row in modules for dark in row])
    drawn = io.BytesIO()
    # The package's own picture draws a rectangle for each module, which takes longer than the code itself.
    picture.resize((side * DOTS, side * DOTS), Image.Resampling.NEAREST).save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
