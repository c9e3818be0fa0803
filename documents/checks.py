"""Checks at the start: papers in another font, or whose text cannot be copied, would be noticed by their readers."""

import ctypes
from typing import Any, Final

from django.core.checks import CheckMessage, Error, Tags, register

from .rendering.fonts import FOLDER, wrong_faces

# The names under which the engine looks for its libraries, on Linux, macOS and Windows.
LIBRARIES: Final = {
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib", "libpangoft2-1.0-0.dll"),
    "HarfBuzz Subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
}


@register(Tags.compatibility)
def papers_can_be_drawn(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The font's files are those that the papers were tested with, and the libraries that set Thai are installed."""
    found: list[CheckMessage] = []
    wrong = wrong_faces()
    if wrong:
        found.append(
            Error(
                f"The font of the papers is missing or changed: {', '.join(wrong)} in {FOLDER}.",
                hint="Take assets/fonts/opc-saraban from the release again, or run scripts/make_font.py --check.",
                id="documents.E001",
            )
        )
    missing = [name for name, files in LIBRARIES.items() if not any(map(_loads, files))]
    if missing:
        found.append(
            Error(
                f"Papers cannot be drawn without {', '.join(missing)}.",
                hint="apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
                id="documents.E002",
            )
        )
    return found


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
