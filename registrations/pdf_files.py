"""A PDF that somebody brought, written anew by a child process: its pages as they look, and nothing that acts.

The child is this file run as a program.  It gets the bytes through a pipe and limits by the kernel (memory, seconds),
has no settings, no database and no secrets, and says one line followed by the new file.  A page of a few kilobytes can
unpack to gigabytes: then the child ends, and the person reads a sentence.
"""

import io
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

SECONDS: Final = 20
MEMORY: Final = 768 * 1024 * 1024
# Of a page only what is seen and where; actions, thumbnails, private data and notes are left behind.
PAGE_KEYS: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group", "/UserUnit"}
)
# Where programs put what nobody sees: who made a picture and where, their own data, attached files.
HIDDEN_KEYS: Final = frozenset({"/Metadata", "/PieceInfo", "/AF", "/LastModified", "/OPI"})


def write_anew(content: bytes, most_pages: int) -> tuple[str, bytes]:
    """("ok 3", the new file), or one word and nothing: encrypted, empty, broken; "pages 51" for one that is too long.

    The limits of the process are the caller's: run in a child only.
    """
    import pikepdf

    # A reader mends a file that was cut off, and shows the pages that came: somebody would miss the others too late.
    if b"%%EOF" not in content:
        return "broken", b""
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MEMORY // 4, dct_max_memory=MEMORY // 4)
    try:
        with pikepdf.open(io.BytesIO(content)) as given, pikepdf.new() as made:
            if given.is_encrypted:
                return "encrypted", b""
            pages = len(given.pages)
            if not pages or pages > most_pages:
                return (f"pages {pages}" if pages else "empty"), b""
            # What was filled in and stamped is seen: it becomes part of the page before the fields go.
            given.generate_appearance_streams()
            given.flatten_annotations()
            made.pages.extend(given.pages)
            for page in made.pages:
                for key in set(page.obj.keys()) - PAGE_KEYS:
                    del page.obj[key]
            for thing in made.objects:
                if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                    for key in set(thing.keys()) & HIDDEN_KEYS:
                        del thing[key]
            out = io.BytesIO()
            made.save(
                out,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
                preserve_pdfa=False,
                fix_metadata_version=False,
            )
    except pikepdf.PasswordError:
        return "encrypted", b""
    except (Exception, MemoryError):
        return "broken", b""
    return f"ok {pages}", out.getvalue()


def rewritten(content: bytes, most_pages: int) -> tuple[str, bytes]:
    """As `write_anew`, in a child of its own; "heavy" when it ended without an answer."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own program; the file comes through the pipe
            [sys.executable, "-I", str(Path(__file__).resolve()), str(most_pages)],
            input=content,
            capture_output=True,
            timeout=SECONDS + 5,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return "heavy", b""
    said, newline, made = done.stdout.partition(b"\n")
    if done.returncode or not newline:
        return "heavy", b""
    return said.decode("ascii"), made


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    said, made = write_anew(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.buffer.write(f"{said}\n".encode("ascii") + made)


if __name__ == "__main__":
    main()
