"""One renderer for all official papers: a frozen context in, the bytes of a PDF out.

No text that a person typed is ever markup: templates escape, and the only markup made here is our own (spans that
keep a date or a name on one line).  The renderer reaches no file and no network: fonts and the emblem are handed to
it from memory, and every other address is refused.
"""

import dataclasses
import hashlib
import io
import logging
import re
from collections import OrderedDict
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import storages
from django.template.loader import render_to_string
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

log = logging.getLogger(__name__)

FONTS: Final = settings.BASE_DIR / "assets" / "fonts" / "opc-saraban"
STYLES: Final = settings.BASE_DIR / "templates" / "papers"
FACES: Final = (
    ("OPCSaraban-Regular.ttf", "normal", "normal"),
    ("OPCSaraban-Bold.ttf", "bold", "normal"),
    ("OPCSaraban-Italic.ttf", "normal", "italic"),
    ("OPCSaraban-BoldItalic.ttf", "bold", "italic"),
)
UNDER_THE_EMBLEM: Final = frozenset({"order", "announcement"})
EMBLEM_ADDRESS: Final = "asset:emblem.png"
# Three centimetres at 600 dots per inch, with room to spare; a larger picture only makes the file larger.
EMBLEM_LARGEST: Final = 1000
EMBLEM_MOST_POINTS: Final = 40_000_000
REMEMBERED: Final = 8


class AssetFetcher(URLFetcher):
    """Serves what it was given and refuses every other address: file, http and data alike."""

    def __init__(self, assets: dict[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)
        self.assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        try:
            content, kind = self.assets[url]
        except KeyError:
            self.refused.append(url)
            raise ValueError(f"A paper may not fetch {url[:80]!r}") from None
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def emblem_png(name: str) -> bytes | None:
    """The office's emblem, drawn anew in grey from the stored file; None leaves its place blank.

    A file that is missing or that is no picture is worth a line in the log, not a paper that cannot be printed.
    """
    if not name:
        return None
    storage = storages["default"]
    try:
        with storage.open(name) as file, Image.open(file, formats=["PNG"]) as picture:
            if picture.width * picture.height > EMBLEM_MOST_POINTS:
                raise ValueError(f"{picture.width} x {picture.height} points")
            picture = picture.convert("LA")
            picture.thumbnail((EMBLEM_LARGEST, EMBLEM_LARGEST))
            drawn = io.BytesIO()
            picture.save(drawn, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        log.warning("The emblem %s cannot be used: %s", name, error)
        return None
    return drawn.getvalue()


def styles_of(kind: str) -> str:
    """The kind's own style sheet; papers under the emblem share another one that comes before it."""
    names = ["_official.css", f"{kind}.css"] if kind in UNDER_THE_EMBLEM else [f"{kind}.css"]
    return "\n".join((STYLES / name).read_text(encoding="utf-8") for name in names)


class Renderer:
    """Fonts and style sheets read once; one paper at a time, since threads bring no speed here."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        assets = {f"asset:{name}": ((FONTS / name).read_bytes(), "font/ttf") for name, _, _ in FACES}
        self.fetcher = AssetFetcher(assets)
        faces = "".join(
            f"@font-face{{font-family:'OPC Saraban';src:url(asset:{name});font-weight:{weight};font-style:{style}}}"
            for name, weight, style in FACES
        )
        symbols = "OPCSymbols.ttf"
        self.fetcher.assets[f"asset:{symbols}"] = ((FONTS / symbols).read_bytes(), "font/ttf")
        faces += f"@font-face{{font-family:'OPC Symbols';src:url(asset:{symbols})}}"
        self.common = [self._sheet(faces), self._sheet((STYLES / "_paper.css").read_text(encoding="utf-8"))]
        self.sheets: dict[str, CSS] = {}
        self.recent: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()

    def _sheet(self, text: str) -> CSS:
        return CSS(string=text, url_fetcher=self.fetcher, font_config=self.fonts)

    def pdf(self, kind: str, html: str, emblem: bytes | None) -> bytes:
        """The last few papers are remembered: an act makes its paper before it takes any lock, then asks again."""
        key = hashlib.sha256(b"\0".join([kind.encode(), html.encode(), emblem or b""])).hexdigest()
        with self.lock:
            if key not in self.recent:
                self.recent[key] = self._draw(kind, html, emblem)
                if len(self.recent) > REMEMBERED:
                    self.recent.popitem(last=False)
            return self.recent[key]

    def _draw(self, kind: str, html: str, emblem: bytes | None) -> bytes:
        if kind not in self.sheets:
            self.sheets[kind] = self._sheet(styles_of(kind))
        assets = {EMBLEM_ADDRESS: (emblem, "image/png")} if emblem else {}
        return HTML(string=html, base_url="asset:", url_fetcher=AssetFetcher(assets)).write_pdf(
            stylesheets=[*self.common, self.sheets[kind]], font_config=self.fonts
        )


_renderer: Renderer | None = None
_making = Lock()


def renderer() -> Renderer:
    """The one renderer of this process, made when the first paper is asked for."""
    global _renderer
    with _making:
        if _renderer is None:
            _renderer = Renderer()
        return _renderer


def html_of(kind: str, context: Any, *, emblem: bool = False) -> str:
    """The page that becomes the PDF; `emblem` says whether there is a picture to put into its place."""
    if not re.fullmatch(r"[a-z_]{1,30}", kind):
        raise ValueError(f"{kind!r} is no kind of paper")
    parameters = getattr(type(context), "__dataclass_params__", None)
    if not dataclasses.is_dataclass(context) or parameters is None or not parameters.frozen:
        raise TypeError("A paper is made from a frozen dataclass, so that nothing is asked of the database.")
    return render_to_string(f"papers/{kind}.html", {"paper": context, "emblem": EMBLEM_ADDRESS if emblem else ""})


def render_paper(kind: str, context: Any) -> bytes:
    """The PDF of a paper; the same context gives the same bytes.

    `kind` names templates/papers/<kind>.html and .css; `context` is a frozen dataclass, seen there as `paper`.
    """
    emblem = emblem_png(getattr(context, "emblem", ""))
    return renderer().pdf(kind, html_of(kind, context, emblem=emblem is not None), emblem)
