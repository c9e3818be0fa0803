"""What the drawing child may not do, whatever the markup in front of it says.

The asset fetcher already refuses every address that it was not given.  Should anything find a way past it, Python
itself stops here: once the fonts are loaded, no file is opened but modules and data of the installed packages, nothing
is written, no connection is made and no program is started.  Each such attempt is counted and told to the parent.
"""

import os
import resource
import sysconfig
import time
from typing import Any, Final

_LIBRARIES: Final = tuple(
    {os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)
_NEVER: Final = (
    "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec", "os.posix_spawn",
    "os.spawn", "os.fork", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "shutil.", "tempfile.", "pty.", "webbrowser.",
)  # fmt: skip
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_NAMED: Final = 20


class Guard:
    """An audit hook; `reached` are the attempts since the last `begin`."""

    def __init__(self) -> None:
        self.watching = False
        self.reached: list[str] = []

    def begin(self) -> None:
        self.reached.clear()
        self.watching = True

    def end(self) -> None:
        self.watching = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.watching:
            return
        if event == "open":
            path, _, flags = args
            if isinstance(path, int) or self._is_library(path, flags):
                return
        elif not event.startswith(_NEVER):
            return
        if len(self.reached) < _NAMED:
            self.reached.append(f"{event} {str(args[0])[:80] if args else ''}")
        raise PermissionError(f"A paper may not do this: {event}")

    @staticmethod
    def _is_library(path: Any, flags: Any) -> bool:
        return not (flags or 0) & _WRITING and os.path.realpath(os.fsdecode(path)).startswith(_LIBRARIES)


def limit_memory(most: int) -> None:
    """No more address space than this, and no core dumps: they would hold people's names."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """The kernel ends the process when it has computed this long from now."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))


def resident() -> int:
    """Bytes of memory that the process holds now."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
