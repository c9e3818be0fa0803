"""The renderer of a web process: one drawing child, its limits, and the last few papers.

A paper that is too much for the limits ends its child and is refused with a sentence; the next paper has a new child.
"""

import hashlib
import logging
import os
import signal
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from weakref import WeakSet

from django.conf import settings
from django.core.exceptions import ValidationError

from .child import Child, Gone, TooSlow
from .styles import styles_of

log = logging.getLogger(__name__)

REMEMBERED: Final = 8
# A child is replaced after so many pages, or when it holds this part of its memory: what is never freed never adds up.
MOST_PAGES: Final = 1000
MOST_RESIDENT: Final = 0.4
# Ended by somebody outside (an operator, the kernel short of memory), not by the paper: worth a second try.
FROM_OUTSIDE: Final = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP}
TOO_HEAVY: Final = (
    "ระบบจัดหน้าเอกสารนี้ไม่ได้ภายในเวลาและหน่วยความจำที่กำหนด เพราะเอกสารยาวหรือซับซ้อนเกินไป "
    "โปรดตัดเนื้อหาหรือแบ่งเป็นหลายฉบับ แล้วลองอีกครั้ง หากยังไม่ได้ โปรดแจ้งผู้ดูแลระบบ"
)


def too_heavy() -> ValidationError:
    return ValidationError(TOO_HEAVY, code="paper_too_heavy")


@dataclass
class Sheet:
    """One document to be drawn: its page, its pictures by name, and what the file says about itself."""

    html: str
    assets: dict[str, bytes] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)


class Renderer:
    """One paper at a time, since threads bring no speed here."""

    def __init__(self) -> None:
        self.recent: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()
        self.child: Child | None = None
        self.last: dict[str, Any] = {}  # what the child said about its last paper
        _all.add(self)

    # -- papers -----------------------------------------------------------------------------------------------------

    def pdf(
        self,
        kind: str,
        html: str,
        emblem: bytes | None = None,
        *,
        assets: dict[str, bytes] | None = None,
        about: dict[str, Any] | None = None,
        fit: bool = False,
        variant: str = "",
    ) -> bytes:
        """The last few papers are remembered: an act makes its paper before it takes any lock, then asks again."""
        pictures = {**(assets or {}), **({"emblem.png": emblem} if emblem else {})}
        header, blobs = self._request("draw", kind, [Sheet(html, pictures, about or {})], fit=fit, variant=variant)
        key = hashlib.sha256(
            repr(header).encode() + b"".join(hashlib.sha256(blob).digest() for blob in blobs)
        ).hexdigest()
        with self.lock:
            content = self.recent.get(key)
        if content is None:
            content, _ = self._draw(header, blobs)
            with self.lock:
                self.recent[key] = content
                while len(self.recent) > REMEMBERED:
                    self.recent.popitem(last=False)
        return content

    def pdf_of_many(
        self, kind: str, sheets: Sequence[Sheet], *, fit: bool = False, together: bool = True
    ) -> tuple[bytes, list[int]]:
        """Documents of one kind in one file, and how many pages each of them has.

        `together` sets them as one document, which is quicker where most of them take one page.
        """
        header, blobs = self._request("draw_many", kind, sheets, fit=fit, variant="")
        content, answer = self._draw({**header, "together": together}, blobs)
        return content, answer["pages"]

    def joined(self, parts: Sequence[bytes], *, to_print: bool = False) -> bytes:
        if len(parts) == 1 and not to_print:
            return parts[0]
        return self._draw({"act": "join", "to_print": to_print}, parts)[0]

    def stamped(
        self,
        blank: bytes,
        overlays: Sequence[bytes],
        *,
        codes: Sequence[bytes] = (),
        place: Sequence[float] = (),
    ) -> bytes:
        """The blank form under each overlay; `codes` are the sheets' own pictures, at one place on the first page."""
        header = {"act": "stamp", "codes": len(codes), "place": list(place)}
        return self._draw(header, [blank, *codes, *overlays])[0]

    def _request(
        self, act: str, kind: str, sheets: Sequence[Sheet], *, fit: bool, variant: str
    ) -> tuple[dict[str, Any], list[bytes]]:
        blobs: list[bytes] = []
        places: dict[bytes, int] = {}

        def place(content: bytes) -> int:
            """The same picture on five hundred certificates goes through the pipe once."""
            if content not in places:
                places[content] = len(blobs)
                blobs.append(content)
            return places[content]

        pages = [
            {
                "html": place(sheet.html.encode()),
                "assets": {name: place(content) for name, content in sheet.assets.items()},
                "about": sheet.about,
            }
            for sheet in sheets
        ]
        return {"act": act, "styles": styles_of(kind), "pages": pages, "fit": fit, "variant": variant}, blobs

    # -- the child --------------------------------------------------------------------------------------------------

    def _draw(self, header: dict[str, Any], blobs: Sequence[bytes]) -> tuple[bytes, dict[str, Any]]:
        """A PDF, and what the child says about it.

        Raises ValidationError (paper_too_heavy) when it takes too long or too much.
        """
        seconds = settings.PAPER_SECONDS
        with self.lock:
            for second_try in (False, True):
                child = self._living_child()
                try:
                    answer, parts = child.ask({**header, "seconds": seconds}, blobs, seconds)
                except TooSlow:
                    self._drop(kill=True)
                    log.warning("A paper took more than %s s and was given up", seconds)
                    raise too_heavy() from None
                except Gone:
                    ended = self._drop()
                    log.warning("The drawing process ended in the middle of a paper (%s)", ended)
                    if second_try or ended not in FROM_OUTSIDE:
                        raise too_heavy() from None
                    continue
                break
            if not answer["ok"]:
                self._drop()
                if answer["error"] == "too_heavy":
                    log.warning("A paper was too heavy: %s", answer["detail"])
                    raise too_heavy()
                raise RuntimeError(f"The drawing process failed:\n{answer['detail']}")
            self.last = answer
            if child.pages >= MOST_PAGES or child.resident >= MOST_RESIDENT * settings.PAPER_MEMORY:
                self._drop()
        for complaint in answer["complaints"]:
            logging.getLogger("weasyprint").warning("%s", complaint)
        for attempt in answer["reached"]:
            log.error("A paper tried to reach out of its process: %s", attempt)
        return parts[0], answer

    def _living_child(self) -> Child:
        if self.child is not None and not self.child.is_alive():
            self._drop()
        if self.child is None:
            try:
                self.child = Child(settings.PAPER_MEMORY)
            except (Gone, TooSlow) as error:
                raise RuntimeError("The drawing process does not start; its own message stands above.") from error
        return self.child

    def _drop(self, *, kill: bool = False) -> int | None:
        child, self.child = self.child, None
        return child.end(kill=kill) if child is not None else None

    def close(self) -> None:
        with self.lock:
            self._drop()

    def _after_fork(self) -> None:
        """The pipe belongs to the process that opened it; the lock may have been held by a thread that is not here."""
        self.lock = Lock()
        child, self.child = self.child, None
        if child is not None:
            child.abandon()


_all: WeakSet[Renderer] = WeakSet()
_renderer: Renderer | None = None
_making = Lock()


def renderer() -> Renderer:
    """The one renderer of this process, made when the first paper is asked for."""
    global _renderer
    with _making:
        if _renderer is None:
            _renderer = Renderer()
        return _renderer


def _after_fork() -> None:
    global _making
    _making = Lock()
    for each in _all:
        each._after_fork()


os.register_at_fork(after_in_child=_after_fork)
