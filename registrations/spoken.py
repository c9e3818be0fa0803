"""Codes of five letters that are read aloud across a counter, typed by an officer, or read by a scanner.

Sixteen letters whose Thai names nobody takes for one another and whose shapes are not those of digits: no I, L, O, Q
or S, of M and N only N, of U, V and W only W, and no vowel, so that no word comes out by chance.
"""

import re
import secrets
from typing import Final

LETTERS: Final = "BCDFGHJKNPRTWXYZ"
LENGTH: Final = 5
NAMES: Final = dict(
    zip(
        LETTERS,
        "บี ซี ดี เอฟ จี เอช เจ เค เอ็น พี อาร์ ที ดับเบิลยู เอกซ์ วาย แซด".split(),
        strict=True,
    )
)
# What people read into letters without vowels, in English and in Thai chat; and one letter three times.
_RUDE: Final = re.compile(r"FCK|FK|FGT|DCK|CCK|CNT|CHK|TWT|NGR|PNT|PRN|BTCH|WTF|KKK|XXX|RPD|GTF|HY|YD|KY|KW|YT|(.)\1\1")

# The same keys on a Thai keyboard (เกษมณี), plain and with Shift: a scanner types keys, not letters, and an officer who
# has just typed a name has the Thai layout on.
_KEYS: Final = {
    "B": "\u0e34\u0e3a", "C": "แฉ", "D": "กฏ", "F": "ดโ", "G": "เฌ", "H": "\u0e49\u0e47", "J": "\u0e48\u0e4b",
    "K": "าษ", "N": "\u0e37\u0e4c", "P": "ยญ", "R": "พฑ", "T": "ะธ", "W": 'ไ"', "X": "ป)", "Y": "\u0e31\u0e4d",
    "Z": "ผ(",
}  # fmt: skip
_FROM_THAI: Final = str.maketrans({key: letter for letter, keys in _KEYS.items() for key in keys})
_BETWEEN: Final = re.compile(r"[\s.·\-\u2010-\u2015\u200b-\u200f\ufeff]+")


def is_decent(code: str) -> bool:
    return not _RUDE.search(code)


def new_code() -> str:
    """A code by chance, out of about a million."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if is_decent(code):
            return code


def read_code(typed: str) -> str:
    """The code that was meant: small letters, spaces, and keys of a Thai keyboard are understood; "" if it is none."""
    text = _BETWEEN.sub("", typed[:40]).upper().translate(_FROM_THAI)
    return text if len(text) == LENGTH and all(letter in LETTERS for letter in text) else ""


def said(code: str) -> str:
    """How the letters are called: บี เค ที อาร์ เอ็น."""
    return " ".join(NAMES[letter] for letter in code)
