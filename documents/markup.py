"""The small mark-up of editable bodies: paragraphs, numbered items and bold; everything else is what was typed.

A line is a paragraph.  A line that begins with a number ("1.", "๑.๒", "2)") is a numbered item, whose number is printed
as typed.  `**words**` are bold; two asterisks without their partners are two asterisks.  Nothing here makes markup: the
result is plain data that templates escape and the Word writer sets.
"""

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"([0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3}){0,3}[.)]|[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3}){1,3})[ \t\u00a0]+(?=\S)"
)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, or with a `number` an item; `level` is 1 for "๑.", 2 for "๑.๑"."""

    runs: tuple[Run, ...]
    number: str = ""

    @property
    def level(self) -> int:
        return self.number.rstrip(".)").count(".") + 1 if self.number else 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and items of a body; empty lines only part them."""
    return tuple(_block(line.strip()) for line in text.splitlines() if line.strip())


def _block(line: str) -> Block:
    found = _NUMBER.match(line)
    number = found[1] if found else ""
    return Block(_runs(line[found.end() :] if found else line), number)


def _runs(text: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    end = 0
    for match in _BOLD.finditer(text):
        if match.start() > end:
            runs.append(Run(text[end : match.start()]))
        runs.append(Run(match[1], bold=True))
        end = match.end()
    if end < len(text):
        runs.append(Run(text[end:]))
    return tuple(runs)


def plain(text: str) -> str:
    """The body without its marks, for a search or a line of a list."""
    return " ".join(f"{block.number} {block.text}".strip() for block in blocks(text))
