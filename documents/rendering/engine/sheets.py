"""Whole PDFs put together: parts of a batch joined, a blank form stamped with what differs."""

import io
import struct
from collections.abc import Sequence
from typing import Final

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream

_POINTS_IN_MM: Final = 72 / 25.4
_PNG_HEAD: Final = 8


def joined(parts: Sequence[bytes], *, to_print: bool = False) -> bytes:
    """One file of all pages in order; title and language are the first part's.

    `to_print` lets the reader offer to print as soon as the file is open, by the PDF's own named act and no script.
    """
    whole = Pdf.open(io.BytesIO(parts[0]))
    for part in parts[1:]:
        with Pdf.open(io.BytesIO(part)) as more:
            whole.pages.extend(more.pages)
    if to_print:
        whole.Root.OpenAction = Dictionary(S=Name.Named, N=Name.Print)
    return _saved(whole)


def stamped(
    blank: bytes, overlays: Sequence[bytes], *, codes: Sequence[bytes] = (), place: Sequence[float] = ()
) -> bytes:
    """The pages of `overlays`, each over the page of `blank` that it belongs to.

    The blank form stands in the file once, however many sheets there are.  A form of two pages takes overlays of two
    pages each: the pages are dealt in turn.  `codes` are black and white PNG pictures, one for each sheet (empty for
    none), which go to `place` (left, top, side in millimetres) on its first page.
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
    put = _put(whole, place) if codes else None
    for index, page in enumerate(whole.pages):
        number = index % len(drawn)
        resources = page.obj.Resources
        if Name.XObject not in resources:
            resources.XObject = Dictionary()
        resources.XObject[f"/Blank{number}"] = drawn[number]
        page.obj.Contents = Array([calls[number], page.obj.Contents])
        if codes and number == 0 and (code := codes[index // len(drawn)]):
            resources.XObject["/Code"] = _picture(whole, code)
            page.obj.Contents.insert(0, put)  # first: the engine leaves its own axes behind
    return _saved(whole)


def _put(whole: Pdf, place: Sequence[float]) -> Stream:
    left, top, side = (number * _POINTS_IN_MM for number in place)
    bottom = float(whole.pages[0].obj.MediaBox[3]) - top - side
    return Stream(whole, f"q {side:.3f} 0 0 {side:.3f} {left:.3f} {bottom:.3f} cm /Code Do Q\n".encode())


def _picture(whole: Pdf, png: bytes) -> Stream:
    """A black and white PNG as it is: what its IDAT holds is what a PDF reader unpacks."""
    packed, width, height, at = b"", 0, 0, _PNG_HEAD
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">II5B", body)
            if form != [1, 0, 0, 0, 0]:
                raise ValueError("a code is a black and white picture")
        elif kind == b"IDAT":
            packed += body
        at += length + 12
    picture = Stream(
        whole,
        packed,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Interpolate=False,
    )
    picture.write(
        packed,
        filter=Name.FlateDecode,
        decode_parms=Dictionary(Predictor=15, Colors=1, BitsPerComponent=1, Columns=width),
    )
    return picture


def _saved(whole: Pdf) -> bytes:
    target = io.BytesIO()
    whole.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return target.getvalue()
