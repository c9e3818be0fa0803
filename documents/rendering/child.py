"""The drawing child as the web process sees it: started, asked, limited, and ended.

One message goes in, one comes out; both sides of the pipe have a deadline, so a child that hangs is ended and never
waited for.
"""

import logging
import os
import selectors
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from .engine import wire
from .fonts import FACES, content_of

log = logging.getLogger(__name__)

_ENGINE: Final = Path(__file__).resolve().parent / "engine"
# What the child's libraries need to find themselves and a place for font files; nothing else is passed on.
_ENVIRONMENT: Final = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_START_SECONDS: Final = 60
_CHUNK: Final = 1 << 20


class Gone(Exception):
    """The child has ended without an answer."""


class TooSlow(Exception):
    """The child gave no answer in time."""


class Child:
    """One process; not for two threads at once."""

    def __init__(self, memory: int) -> None:
        self.owner = os.getpid()
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 -- our own program, no shell
            [sys.executable, "-I", "-B", str(_ENGINE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={"LANG": "C.UTF-8", **environment},
            cwd="/",
        )
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: S101 -- for the reader
        self.source, self.target = self.process.stdout, self.process.stdin
        os.set_blocking(self.source.fileno(), False)
        os.set_blocking(self.target.fileno(), False)
        self.pages = 0
        self.resident = 0
        self._last = weakref.finalize(self, _let_go, self.process, self.owner)
        faces = [face._asdict() for face in FACES]
        self.ask({"memory": memory, "faces": faces}, [content_of(face) for face in FACES], _START_SECONDS)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_mine(self) -> bool:
        """False in a process that was forked after the child was started."""
        return self.owner == os.getpid()

    def is_alive(self) -> bool:
        return self.is_mine and self.process.poll() is None

    def ask(self, header: dict[str, Any], blobs: Sequence[bytes], seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """The answer to one message.  Raises Gone or TooSlow; the child is of no use after either."""
        deadline = time.monotonic() + seconds
        try:
            self._send(memoryview(wire.pack(header, blobs)), deadline)
            header_length, rest_length = wire.lengths(self._read(wire.HEAD.size, deadline))
            answer, parts = wire.unpack(self._read(header_length, deadline), self._read(rest_length, deadline))
        except (BrokenPipeError, ConnectionResetError, wire.Garbled) as error:
            raise Gone(str(error)) from error
        self.pages += sum(answer.get("pages", ()))
        self.resident = answer.get("resident", 0)
        return answer, parts

    def _send(self, rest: memoryview, deadline: float) -> None:
        with _Ready(self.target.fileno(), selectors.EVENT_WRITE, deadline) as ready:
            while rest:
                ready.wait()
                try:
                    rest = rest[os.write(self.target.fileno(), rest[:_CHUNK]) :]
                except BlockingIOError:
                    continue

    def _read(self, length: int, deadline: float) -> bytes:
        parts, missing = [], length
        with _Ready(self.source.fileno(), selectors.EVENT_READ, deadline) as ready:
            while missing:
                ready.wait()
                try:
                    part = os.read(self.source.fileno(), min(missing, _CHUNK))
                except BlockingIOError:
                    continue
                if not part:
                    raise Gone("the pipe was closed")
                parts.append(part)
                missing -= len(part)
        return b"".join(parts)

    def end(self, *, kill: bool = False) -> int | None:
        """Ends the process and gives how it ended; a signal is a negative number."""
        self._last.detach()
        return _let_go(self.process, self.owner, kill=kill)

    def abandon(self) -> None:
        """In a forked process: the pipe is the other one's, this copy of it is closed."""
        self._last.detach()
        self.process.returncode = 0  # not ours to wait for
        self.source.close()
        self.target.close()


class _Ready:
    """Waits for one end of a pipe, until the deadline."""

    def __init__(self, descriptor: int, event: int, deadline: float) -> None:
        self.selector = selectors.DefaultSelector()
        self.selector.register(descriptor, event)
        self.deadline = deadline

    def __enter__(self) -> "_Ready":
        return self

    def __exit__(self, *error: object) -> None:
        self.selector.close()

    def wait(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0 or not self.selector.select(left):
            raise TooSlow


def _let_go(process: subprocess.Popen[bytes], owner: int, *, kill: bool = False) -> int | None:
    if owner != os.getpid():
        return None
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if kill:
        process.kill()
    try:
        return process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
