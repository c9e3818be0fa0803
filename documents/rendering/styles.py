"""The style sheets of a kind of paper, read where the templates lie."""

import re
from typing import Final

from django.conf import settings

FOLDER: Final = settings.BASE_DIR / "templates" / "papers"
_KIND: Final = re.compile(r"[a-z_]{1,30}")
_IMPORT: Final = re.compile(r'^@import "(_[a-z_]+\.css)";\n', re.MULTILINE)


def checked(kind: str) -> str:
    """The name of a kind, which is never a path."""
    if not _KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no kind of paper")
    return kind


def styles_of(kind: str) -> list[str]:
    """What all papers share, then what this kind builds on, then its own.

    A kind names a shared sheet in its first lines, `@import "_official.css";`: it is put in here, since the engine
    fetches nothing.
    """
    own = (FOLDER / f"{checked(kind)}.css").read_text(encoding="utf-8")
    return [_read("_paper.css"), *(_read(name) for name in _IMPORT.findall(own)), _IMPORT.sub("", own)]


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
