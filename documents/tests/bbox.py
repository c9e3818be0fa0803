"""Where a PDF's lines and words stand, in millimetres, as poppler reads them."""

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from html import unescape

MM = 25.4 / 72
LEFT_MARGIN = 30.0
_BOX = r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"'
_LINE = re.compile(rf"<line {_BOX}>(.*?)</line>", re.DOTALL)
_WORD = re.compile(rf"<word {_BOX}>(.*?)</word>", re.DOTALL)


@dataclass(frozen=True)
class Box:
    """`left` and `right` from the left margin, `top` and `bottom` from the page's upper edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def overlaps(self, other: "Box", *, by: tuple[float, float]) -> bool:
        """By more than so much across and down: the box of a line is a little higher than its letters."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > by[0] and down > by[1]


def _box(text: str, corners: tuple[str, ...]) -> Box:
    left, top, right, bottom = (float(corner) * MM for corner in corners)
    return Box(text, left - LEFT_MARGIN, top, right - LEFT_MARGIN, bottom)


@cache
def _pages(content: bytes) -> list[str]:
    layout = subprocess.run(
        ["pdftotext", "-bbox-layout", "-enc", "UTF-8", "-", "-"],  # noqa: S607
        input=content,
        capture_output=True,
        check=True,
    ).stdout
    # here poppler writes an emoji as the two halves that UTF-16 has for it
    text = layout.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
    return text.split("<page ")[1:]


def _words(markup: str) -> list[Box]:
    return [_box(unescape(found[5]), found.groups()[:4]) for found in _WORD.finditer(markup)]


def words_of(content: bytes) -> list[list[Box]]:
    """The words of each page."""
    return [_words(page) for page in _pages(content)]


def lines_of(content: bytes) -> list[list[Box]]:
    """The lines of each page; what stands apart on one height is a line each."""
    return [
        [_box(" ".join(word.text for word in _words(line[5])), line.groups()[:4]) for line in _LINE.finditer(page)]
        for page in _pages(content)
    ]
