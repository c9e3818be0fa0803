"""The engine: HTML and style sheets in, PDF out, from memory alone.

It knows no Django and no database.  Whatever the markup names is looked up among the assets handed over with it; every
other address is refused and counted.
"""

import copy
import hashlib
import io
import logging
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pydyf
from cssselect2 import ElementWrapper
from PIL import Image
from weasyprint import CSS, HTML, Document, layout
from weasyprint.images import RasterImage
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_KEPT_SHEETS: Final = 64
_KEPT_IMAGES: Final = 64
_NAMED: Final = 20

# What a kind that asks for one page may lose, step by step; `_paper.css` has the rest of each step.
_FIT_STEPS: Final = ("", "fit-1", "fit-1 fit-2", "fit-1 fit-2 fit-3")
_FIT_SHEET: Final = "@page { margin-bottom: 15mm; }"

# Documents of a batch set as one: each begins a group of pages of its own.
_GROUP_SHEET: Final = """
.doc { page: doc; break-before: page; }
.doc:first-child { break-before: auto; }
@page :nth(1 of doc) { counter-reset: page 1; }
"""
_FIRST_PAGE: Final = re.compile(r"@page\s*:first\b")
_FIXED: Final = re.compile(r"position\s*:\s*fixed\b")
# A kind that counts all pages, names pages or runs elements into margins is set document by document.
_NOT_IN_GROUPS: Final = re.compile(r"counter\(\s*pages|[{;\s]page\s*:|running\(|element\(|@page\s+[a-z]|:nth\(")

_IN_MARGINS: Final = tuple(
    [
        f"@{edge}-{part}"
        for edge in ("top", "bottom")
        for part in ("left", "center", "right", "left-corner", "right-corner")
    ]
    + [f"@{edge}-{part}" for edge in ("left", "right") for part in ("top", "middle", "bottom")]
)
_margin_boxes_of_engine: Final = layout.make_margin_boxes


def _margin_boxes(context: Any, page: Any, state: Any) -> Iterable[Any]:
    """Nothing where no margin of the page says anything: the engine would make sixteen boxes and throw them away.

    On a page of few words that is a tenth of the work.
    """
    for place in _IN_MARGINS:
        style = context.style_for(page.page_type, place)
        if style is not None and style["content"] not in ("normal", "inhibit", "none"):
            return _margin_boxes_of_engine(context, page, state)
    return ()


layout.make_margin_boxes = _margin_boxes


_split_of_engine: Final = line_break.split_first_line
# What of an element's style decides how its words fill a line, besides what the engine's own key of a font says.
_LINE_STYLE: Final = (
    "direction", "white_space", "word_spacing", "letter_spacing", "tab_size", "overflow_wrap", "word_break", "hyphens",
    "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphenate_character", "text_decoration_line", "font_kerning",
)  # fmt: skip


def _first_line(
    text: str, style: Any, context: Any, max_width: float | None, spacing: float, *rest: Any, **options: Any
) -> tuple[Any, ...]:
    """The first line of a text, worked out once for a rendering.

    The engine measures a table's cells and then lays the same words out, and in a batch most lines of one letter are
    those of the next.  What is given back holds no font until it is drawn, and each asker gets a copy of its own.
    """
    kept = context.__dict__.setdefault("_lines", {})
    if "_line" not in style.__dict__:
        style.__dict__["_line"] = (
            line_break._font_style_cache_key(style, include_size=True),
            *(str(style[name]) for name in _LINE_STYLE),
        )
    key = (text, style.__dict__["_line"], max_width, spacing, rest, *options.items())
    if key not in kept:
        kept[key] = _split_of_engine(text, style, context, max_width, spacing, *rest, **options)
    line, *measures = kept[key]
    return copy.copy(line), *measures


inline.split_first_line = preferred.split_first_line = _first_line

_justify_of_engine: Final = inline.justify_line
# A space of a justified line grows by as much as this many times the size of its letters (16 pt where a letter has 8).
_WIDEST_SPACE: Final = 2


def _justify(context: Any, line: Any, missing: float) -> None:
    """Thai has a space where English has a full stop: a line with one or two of them is left as it is, not torn."""
    spaces = inline.count_expandable_spaces(line)
    if spaces and missing / spaces <= _WIDEST_SPACE * line.style["font_size"]:
        _justify_of_engine(context, line, missing)


inline.justify_line = _justify


class Fetcher(URLFetcher):
    """Serves what it was given and refuses every other address: file, http and data alike."""

    def __init__(self, assets: dict[str, tuple[bytes, str]], refused: list[str]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)
        self.assets = assets
        self.refused = refused

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        try:
            content, kind = self.assets[url]
        except KeyError:
            if len(self.refused) < _NAMED:
                self.refused.append(url[:200])
            raise ValueError(f"A paper may not fetch {url[:80]!r}") from None
        return URLFetcherResponse(url, content, {"Content-Type": kind})


class Markup(HTML):
    """A paper's markup.

    Ours is well-formed, and read by expat; what is not is read as a browser would read it, ten times slower.
    """

    def __init__(self, text: str, fetcher: Fetcher) -> None:
        try:
            tree = ElementTree.fromstring(text)  # noqa: S314 -- made by our templates, which escape what people typed
        except ElementTree.ParseError:
            tree = None
        if tree is None or tree.tag != "html":
            super().__init__(string=text, base_url="asset:", url_fetcher=fetcher)
            return
        self.base_url = "asset:"
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class KeptImage(RasterImage):
    """A picture whose stream is made once for all papers, not again for each of them."""

    _made: dict[tuple[bool, float], pydyf.Stream]

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        made = self.__dict__.setdefault("_made", {})
        key = (interpolate, dpi_ratio)
        if key not in made:
            made[key] = super().get_x_object(interpolate, dpi_ratio)
        return _copied(made[key])


def _copied(stream: pydyf.Stream) -> pydyf.Stream:
    """The same picture as an object that another file can number for itself."""
    extra = pydyf.Dictionary(stream.extra)
    if isinstance(extra.get("SMask"), pydyf.Stream):
        extra["SMask"] = _copied(extra["SMask"])
    return pydyf.Stream(stream.stream, extra, stream.compress)


class Page:
    """One document of a request: its markup, its assets by name, and what the file says about itself."""

    def __init__(self, html: str, assets: dict[str, bytes], about: dict[str, Any]) -> None:
        self.html = html
        self.assets = assets
        self.about = about


class Engine:
    """Fonts, style sheets and pictures read once and kept."""

    def __init__(self, faces: Sequence[tuple[dict[str, str], bytes]]) -> None:
        self.fonts = FontConfiguration()
        self.refused: list[str] = []
        self.sheets: OrderedDict[str, CSS] = OrderedDict()
        self.images: OrderedDict[str, RasterImage | None] = OrderedDict()
        given = {f"asset:{face['file']}": (content, "font/ttf") for face, content in faces}
        rules = "".join(
            f"@font-face{{font-family:'{face['family']}';src:url(asset:{face['file']});"
            f"font-weight:{face['weight']};font-style:{face['style']}}}"
            for face, _ in faces
        )
        fetcher = Fetcher(given, self.refused)
        self.faces = CSS(string=rules, url_fetcher=fetcher, font_config=self.fonts)

    def draw(
        self, styles: Sequence[str], page: Page, *, fit: bool = False, variant: str = ""
    ) -> tuple[bytes, dict[str, Any]]:
        """One document; `fit` tries to get it onto one page, in at most four renderings."""
        document, step, tries = self._fitted(styles, page, fit=fit)
        content = self._written(document, page.about, variant)
        return content, {"pages": [len(document.pages)], "tries": tries, "step": step}

    def draw_many(
        self,
        styles: Sequence[str],
        pages: Sequence[Page],
        *,
        fit: bool = False,
        together: bool = True,
        variant: str = "",
    ) -> tuple[bytes, dict[str, Any]]:
        """Many documents of one kind in one file, each as it would be alone."""
        drawn: list[list[Any]] = [[] for _ in pages]
        if together and len(pages) > 1 and not _NOT_IN_GROUPS.search(" ".join(styles)):
            drawn = self._drawn_together(styles, pages, fit=fit)
        for index, page in enumerate(pages):
            if not drawn[index]:
                drawn[index] = self._fitted(styles, page, fit=fit)[0].pages
        whole = self._rendered(styles, [Page("<body>", {}, {})], 0).copy([page for each in drawn for page in each])
        counts = [len(each) for each in drawn]
        return self._written(whole, pages[0].about, variant), {"pages": counts, "tries": 1, "step": 0}

    def _drawn_together(self, styles: Sequence[str], pages: Sequence[Page], *, fit: bool) -> list[list[Any]]:
        """The page of each document that takes one, set as one document: a third quicker than one by one.

        Those of two pages that should be one are set again, together, with less room.  A longer document gets an empty
        list: what stands fixed on each of its pages, and the gaps at its page breaks, come out right only alone.
        """
        drawn: list[list[Any]] = [[] for _ in pages]
        pending = list(range(len(pages)))
        for step in range(len(_FIT_STEPS) if fit else 1):
            still = []
            for index, each in zip(pending, self._grouped(styles, [pages[at] for at in pending], step), strict=True):
                if len(each) == 1:
                    drawn[index] = each
                elif len(each) == 2:
                    still.append(index)
            pending = still
            if not pending:
                break
        return drawn

    def _fitted(self, styles: Sequence[str], page: Page, *, fit: bool) -> tuple[Document, int, int]:
        first = self._rendered(styles, [page], 0)
        if fit and len(first.pages) == 2:
            for step in range(1, len(_FIT_STEPS)):
                document = self._rendered(styles, [page], step)
                if len(document.pages) == 1:
                    return document, step, step + 1
            return first, 0, len(_FIT_STEPS)
        return first, 0, 1

    def _grouped(self, styles: Sequence[str], pages: Sequence[Page], step: int) -> list[list[Any]]:
        if len(pages) == 1:
            return [self._rendered(styles, pages, step).pages]
        grouped = [_FIXED.sub("position: absolute", _FIRST_PAGE.sub("@page :nth(1 of doc)", text)) for text in styles]
        drawn: list[list[Any]] = []
        for page in self._rendered([*grouped, _GROUP_SHEET], pages, step).pages:
            if dict(page._page_box.page_type.groups).get("doc") == 0:
                drawn.append([])
            drawn[-1].append(page)
        return drawn

    def _rendered(self, styles: Sequence[str], pages: Sequence[Page], step: int) -> Document:
        fetcher = Fetcher({}, self.refused)
        parsed = [Markup(page.html, fetcher) for page in pages]
        trees = [each.etree_element for each in parsed]
        for tree, page in zip(trees, pages, strict=True):
            self._name_pictures(tree, page.assets, fetcher.assets)
        if len(trees) > 1:
            _gather(trees)
        if step:
            trees[0].set("class", f"{trees[0].get('class', '')} {_FIT_STEPS[step]}".strip())
        sheets = [self.faces, *map(self._sheet, styles), *([self._sheet(_FIT_SHEET)] if step else [])]
        return parsed[0].render(stylesheets=sheets, font_config=self.fonts, cache=dict(self.images))

    def _written(self, document: Document, about: dict[str, Any], variant: str) -> bytes:
        metadata = document.metadata
        metadata.title = about.get("title") or metadata.title
        metadata.authors = about.get("authors") or metadata.authors
        metadata.description = about.get("description") or metadata.description
        metadata.keywords = about.get("keywords") or metadata.keywords
        metadata.lang = metadata.lang or "th"
        return document.write_pdf(pdf_variant=variant or None)

    def _sheet(self, text: str) -> CSS:
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self.sheets:
            self.sheets[key] = CSS(string=text, url_fetcher=Fetcher({}, self.refused), font_config=self.fonts)
            if len(self.sheets) > _KEPT_SHEETS:
                self.sheets.popitem(last=False)
        self.sheets.move_to_end(key)
        return self.sheets[key]

    def _name_pictures(self, tree: Element, given: dict[str, bytes], assets: dict[str, tuple[bytes, str]]) -> None:
        """Names each picture by what it holds: two documents of a batch may each have their own `asset:qr.png`."""
        addresses = {}
        for name, content in given.items():
            address = f"asset:{hashlib.sha256(content).hexdigest()[:32]}/{name}"
            addresses[f"asset:{name}"] = address
            assets[address] = (content, "image/png")
            self._keep(address, content)
        for picture in tree.iter("img"):
            address = addresses.get((picture.get("src") or "").strip())
            if address:
                picture.set("src", address)

    def _keep(self, address: str, content: bytes) -> None:
        if address not in self.images:
            identity = hashlib.sha256(address.encode()).hexdigest()[:32]
            options = {"optimize_images": False, "jpeg_quality": None, "dpi": None}
            self.images[address] = KeptImage(
                Image.open(io.BytesIO(content), formats=["PNG"]), identity, content, options=options
            )
            if len(self.images) > _KEPT_IMAGES:
                self.images.popitem(last=False)
        self.images.move_to_end(address)


def _gather(trees: Sequence[Element]) -> None:
    """Puts all bodies into the first document, each in a division that begins its own pages."""
    body = _body(trees[0])
    divisions = []
    for tree in trees:
        other = _body(tree)
        division = Element("div", {"class": f"doc {other.get('class', '')}".strip()})
        division.text = other.text
        division.extend(other)
        divisions.append(division)
    for child in list(body):
        body.remove(child)
    body.text = None
    body.attrib.pop("class", None)
    body.extend(divisions)


def _body(tree: Element) -> Element:
    body = tree.find("body")
    if body is None:
        raise ValueError("A document without a body")
    return body


class Complaints(logging.Handler):
    """What the engine warns of, to be told to the parent."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()[:300]
        if message not in self.said and len(self.said) < _NAMED:
            self.said.append(message)
