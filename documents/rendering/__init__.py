"""One renderer for all official papers: a frozen context in, the bytes of a PDF out.

No text that a person typed is ever markup: templates escape, and the only markup made here is our own (spans that
keep a date or a name on one line).  The page is made here, by Django's templates; it is drawn in a child process
(`engine/`) that has no settings, no database and no network, within limits of time and memory.  The engine is given
fonts, style sheets and pictures through a pipe and refuses every other address.

Other rooms import from this module only.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from .emblem import emblem_png
from .parent import REMEMBERED, Renderer, Sheet, renderer, too_heavy
from .qr import qr_png
from .styles import checked

__all__ = [
    "REMEMBERED", "Renderer", "emblem_png", "html_of", "qr_png", "render_many", "render_paper", "render_stamped",
    "render_to_print", "renderer", "too_heavy",
]  # fmt: skip

EMBLEM = "emblem.png"
CODE = "qr.png"
PNG = b"\x89PNG\r\n\x1a\n"
# What an issued paper is kept as: archival, with its structure and its text.
ARCHIVAL = "pdf/a-3a"
# Documents drawn at once in a batch at first, and pages aimed at from then on: memory grows with pages, and a part
# that fails loses only itself.
FIRST_PART = 20
PAGES_IN_PART = 80
# Signs of markup after which a part is full whatever it counts: a dense page takes 3,500 to 6,000 of them.
MARKUP_IN_PART = 250_000

Assets = Mapping[str, bytes]


def html_of(kind: str, context: Any, *, emblem: bool = False, assets: Iterable[str] = ()) -> str:
    """The page that becomes the PDF; `emblem` says whether there is a picture to put into its place.

    The template sees the context as `paper`, the address of the emblem (or nothing) as `emblem`, and of each asset
    `name.png` as `assets.name`.
    """
    checked(kind)
    parameters = getattr(type(context), "__dataclass_params__", None)
    if not dataclasses.is_dataclass(context) or parameters is None or not parameters.frozen:
        raise TypeError("A paper is made from a frozen dataclass, so that nothing is asked of the database.")
    addresses = {name.removesuffix(".png"): f"asset:{name}" for name in assets}
    return render_to_string(
        f"papers/{kind}.html",
        {"paper": context, "emblem": f"asset:{EMBLEM}" if emblem else "", "assets": addresses},
    )


def render_paper(kind: str, context: Any, *, assets: Assets | None = None, variant: str | None = None) -> bytes:
    """The PDF of a paper; the same context gives the same bytes.

    `kind` names templates/papers/<kind>.html and .css; `context` is a frozen dataclass; `assets` are PNG pictures that
    the template may show as `asset:<name>`.  A context with a `verify_url` has its QR code as `asset:qr.png`.  An
    issued paper (`context.is_draft` is False) comes out as PDF/A-3a, everything else plain; `variant` says otherwise.
    A context whose class has `fit_one_page = True` is tried with tighter gaps and margins before it takes a second
    page.

    Raises ValidationError (code paper_too_heavy) when it takes more time or memory than settings.PAPER_SECONDS and
    settings.PAPER_MEMORY give.
    """
    sheet = _sheet(kind, context, assets)
    if variant is None:
        variant = ARCHIVAL if getattr(context, "is_draft", None) is False else ""
    return renderer().pdf(
        kind, sheet.html, assets=sheet.assets, about=sheet.about, fit=_wants_one_page(context), variant=variant
    )


def render_many(
    kind: str, contexts: Sequence[Any], *, assets: Assets | Sequence[Assets] | None = None, title: str = ""
) -> bytes:
    """Papers of one kind in one plain PDF, to be printed: each begins on a page of its own, numbered from one.

    `assets` are pictures for all of them, or a sequence with the pictures of each.  Drawn in parts of about eighty
    pages, so that memory stays that of a few papers.
    """
    return renderer().joined(_parts(kind, contexts, _for_each(contexts, assets), title)[0])


def render_to_print(papers: Sequence[tuple[str, Any]]) -> bytes:
    """Papers of different kinds, `(kind, context)`, in one plain PDF whose reader offers to print it at once."""
    parts = [render_paper(kind, context, variant="") for kind, context in papers]
    return renderer().joined(parts, to_print=True)


def render_stamped(
    kind: str,
    blank: Any,
    overlay_kind: str,
    overlays: Sequence[Any],
    *,
    assets: Assets | None = None,
    overlay_assets: Assets | Sequence[Assets] | None = None,
) -> bytes:
    """Many sheets of one form in one plain PDF: the blank form drawn once, and over it what differs on each sheet.

    The template of `overlay_kind` draws only the words that differ, at their places on the same paper, and has as many
    pages as the form.  An overlay's class may say `code_at = (left, top, side)`, in millimetres on the first page: the
    QR code of its `code` is put there as a picture, past the engine, which would lay out each one.
    """
    form = _sheet(kind, blank, assets)
    base, (form_pages,) = renderer().pdf_of_many(kind, [form])
    parts, counts = _parts(overlay_kind, overlays, _for_each(overlays, overlay_assets), "")
    wrong = [number for number, count in enumerate(counts, 1) if count != form_pages]
    if wrong:
        raise ValueError(f"Overlays {wrong[:5]} have not the form's {form_pages} pages")
    place = getattr(type(overlays[0]), "code_at", None)
    codes = [qr_png(overlay.code, border=0) if place and overlay.code else b"" for overlay in overlays]
    return renderer().stamped(base, parts, codes=codes if place else (), place=place or ())


def _for_each(contexts: Sequence[Any], assets: Assets | Sequence[Assets] | None) -> list[Assets | None]:
    """The pictures of each paper of a batch."""
    if not contexts:
        raise ValueError("A batch has at least one paper")
    each = [assets] * len(contexts) if assets is None or isinstance(assets, Mapping) else list(assets)
    if len(each) != len(contexts):
        raise ValueError(f"{len(each)} sets of pictures for {len(contexts)} papers")
    return each


def _sheet(kind: str, context: Any, assets: Assets | None) -> Sheet:
    pictures = dict(assets or {})
    for name, content in pictures.items():
        if not name.endswith(".png") or "/" in name or not content.startswith(PNG):
            raise ValueError(f"{name!r} is no PNG picture")
    address = getattr(context, "verify_url", "")
    if address:
        pictures.setdefault(CODE, qr_png(address))
    emblem = emblem_png(getattr(context, "emblem", ""))
    html = html_of(kind, context, emblem=emblem is not None, assets=pictures)
    if emblem is not None:
        pictures[EMBLEM] = emblem
    return Sheet(html, pictures, _about(context))


def _about(context: Any) -> dict[str, Any]:
    """What the file says about itself: whose paper it is, and under which number; its title is the page's own."""
    about: dict[str, Any] = {}
    owner = getattr(context, "province", "") or getattr(context, "office", "")
    if isinstance(owner, str) and owner:
        about["authors"] = [owner]
    number = getattr(context, "number", "")
    if number and getattr(context, "is_draft", None) is False:
        about["keywords"] = [f"ที่ {number}"]
    return about


def _wants_one_page(context: Any) -> bool:
    return bool(getattr(type(context), "fit_one_page", False))


def _parts(
    kind: str, contexts: Sequence[Any], assets: Sequence[Assets | None], title: str
) -> tuple[list[bytes], list[int]]:
    """The parts of a batch, and the number of pages of each paper."""
    parts: list[bytes] = []
    counts: list[int] = []
    start, length = 0, FIRST_PART
    while start < len(contexts):
        sheets: list[Sheet] = []
        markup = 0
        while start + len(sheets) < len(contexts) and len(sheets) < length and markup < MARKUP_IN_PART:
            at = start + len(sheets)
            sheets.append(_sheet(kind, contexts[at], assets[at]))
            markup += len(sheets[-1].html)
        # a file of many papers has the name of the batch and no paper's number
        sheets[0].about = {name: value for name, value in sheets[0].about.items() if name == "authors"}
        if title:
            sheets[0].about["title"] = title
        short = counts.count(1) * 2 >= len(counts)
        part, pages = renderer().pdf_of_many(kind, sheets, fit=_wants_one_page(contexts[0]), together=short)
        parts.append(part)
        counts += pages
        start += len(sheets)
        length = max(1, PAGES_IN_PART * len(counts) // sum(counts))
    return parts, counts
