"""The drawing child: `python -I .../engine`, started by `documents.rendering.child`; talks over stdin and stdout.

It has no settings, no database and no secrets.  It ends when the parent closes the pipe, when a paper was too much for
it, and when the parent has had enough of it.
"""

import gc
import logging
import mimetypes
import os
import signal
import sys
import time
import traceback
from typing import Any, BinaryIO

# The folder itself is the first entry of sys.path: these are the modules beside this file.
import guard
import wire

# Pages after which what they left behind is swept up, once the answer is out.
SWEEP_AFTER = 8


def main() -> None:
    gc.disable()  # nothing is worth collecting while modules are loaded, nor while a paper is drawn
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints among the errors
    message = wire.receive(source)
    if message is None:
        return
    header, blobs = message
    guard.limit_memory(header["memory"])
    mimetypes.init([])
    # Imported under the limit, and after the pipe is set apart.
    from drawing import Complaints, Engine

    complaints = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.handlers = [complaints]
    logger.setLevel(logging.WARNING)
    watch = guard.Guard()
    sys.addaudithook(watch)
    engine = Engine(list(zip(header["faces"], blobs, strict=True)))
    gc.freeze()
    _answer(target, {"ok": True})
    _serve(source, target, engine, watch, complaints)


def _serve(source: BinaryIO, target: BinaryIO, engine: Any, watch: guard.Guard, complaints: Any) -> None:
    unswept = 0
    while (message := wire.receive(source)) is not None:
        header, blobs = message
        guard.limit_time(header["seconds"])
        complaints.said.clear()
        engine.refused.clear()
        if header["act"] in {"join", "stamp"}:
            import sheets  # noqa: F401 -- here, while modules beside this one may still be read
        watch.begin()
        try:
            content, said = _act(engine, header, blobs)
        except (MemoryError, RecursionError) as error:
            watch.end()
            _answer(target, {"ok": False, "error": "too_heavy", "detail": type(error).__name__})
            return
        except Exception:
            watch.end()
            _answer(target, {"ok": False, "error": "failed", "detail": traceback.format_exc()[-4000:]})
            return
        watch.end()
        said |= {
            "ok": True,
            "refused": engine.refused,
            "reached": watch.reached,
            "complaints": complaints.said,
            "cpu": time.process_time(),
            "resident": guard.resident(),
        }
        _answer(target, said, [content])
        unswept += sum(said.get("pages", ()))
        del message, blobs, content
        if unswept >= SWEEP_AFTER:
            gc.collect()
            unswept = 0


def _act(engine: Any, header: dict[str, Any], blobs: list[bytes]) -> tuple[bytes, dict[str, Any]]:
    from drawing import Page

    match header["act"]:
        case "draw" | "draw_many" as act:
            pages = [
                Page(
                    blobs[page["html"]].decode(),
                    {name: blobs[index] for name, index in page["assets"].items()},
                    page["about"],
                )
                for page in header["pages"]
            ]
            options = {"fit": header["fit"], "variant": header["variant"]}
            if act == "draw":
                return engine.draw(header["styles"], pages[0], **options)
            return engine.draw_many(header["styles"], pages, together=header["together"], **options)
        case "join":
            import sheets

            return sheets.joined(blobs, to_print=header["to_print"]), {}
        case "stamp":
            import sheets

            first = 1 + header["codes"]
            return sheets.stamped(blobs[0], blobs[first:], codes=blobs[1:first], place=header["place"]), {}
        case "about":
            from weasyprint import __version__
            from weasyprint.text.ffi import harfbuzz_subset, pango

            versions = {"weasyprint": __version__, "pango": pango.pango_version()}
            return b"", {**versions, "subset": harfbuzz_subset is not None}
        case act:
            raise ValueError(f"no such act: {act!r}")


def _answer(target: BinaryIO, header: dict[str, Any], blobs: list[bytes] | None = None) -> None:
    target.write(wire.pack(header, blobs or []))
    target.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)
