"""Whole PDFs put together: parts of a batch joined, a blank form stamped with what differs."""

import io
from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream


def joined(parts: Sequence[bytes]) -> bytes:
    """One file of all pages in order; title and language are the first part's."""
    whole = Pdf.open(io.BytesIO(parts[0]))
    for part in parts[1:]:
        with Pdf.open(io.BytesIO(part)) as more:
            whole.pages.extend(more.pages)
    return _saved(whole)


def stamped(blank: bytes, overlays: Sequence[bytes]) -> bytes:
    """The pages of `overlays`, each over the page of `blank` that it belongs to.

    The blank form stands in the file once, however many sheets there are.  A form of two pages takes overlays of two
    pages each: the pages are dealt in turn.
    """
    whole = Pdf.open(io.BytesIO(overlays[0]))
    for overlay in overlays[1:]:
        with Pdf.open(io.BytesIO(overlay)) as more:
            whole.pages.extend(more.pages)
    with Pdf.open(io.BytesIO(blank)) as form:
        if len(whole.pages) % len(form.pages):
            raise ValueError(f"{len(whole.pages)} pages do not go onto a form of {len(form.pages)}")
        drawn = [whole.copy_foreign(page.as_form_xobject()) for page in form.pages]
    calls = [Stream(whole, f"q /Blank{number} Do Q\n".encode()) for number in range(len(drawn))]
    for index, page in enumerate(whole.pages):
        number = index % len(drawn)
        resources = page.obj.Resources
        if Name.XObject not in resources:
            resources.XObject = Dictionary()
        resources.XObject[f"/Blank{number}"] = drawn[number]
        page.obj.Contents = Array([calls[number], page.obj.Contents])
    return _saved(whole)


def _saved(whole: Pdf) -> bytes:
    target = io.BytesIO()
    whole.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return target.getvalue()
