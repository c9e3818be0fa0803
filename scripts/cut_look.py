#!/usr/bin/env python3
"""Cut Bootstrap and Sarabun down to what our pages use, so that a first view on a phone stays within 60 KB.

    scripts/cut_look.py          writes static/css/bootstrap.cut.css and static/fonts/sarabun-*.woff2
    scripts/cut_look.py --check  fails if a page uses a class of Bootstrap that the cut has left out

A rule of Bootstrap stays when every class in its selector stands somewhere in our templates, forms or style sheet.
What needs Bootstrap's script goes always: our pages load none.  The dark theme goes too.
"""

import re
import sys
from pathlib import Path

import tinycss2
from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
BOOTSTRAP = ROOT / "static/vendor/bootstrap@5.3.9/bootstrap.min.css"
CUT = ROOT / "static/css/bootstrap.cut.css"
FONTS = {400: "Sarabun-Regular.ttf", 700: "Sarabun-Bold.ttf"}

# Where class names of ours stand; crispy's own pieces are the ones that a plain form is made of.
OURS = ["templates/**/*.html", "*/forms.py", "*/filters.py", "thai/*.py", "*/templatetags/*.py", "static/css/opc.css"]
CRISPY = ["field.html", "uni_form.html", "errors.html", "layout/*.html"]
CRISPY_CLASSES = {"form-control", "form-select", "form-check", "form-check-input", "form-check-label", "form-label"}
CRISPY_CLASSES |= {"is-invalid", "invalid-feedback", "mb-3", "form-text", "requiredField", "asteriskField", "row"}

NEEDS_SCRIPT = re.compile(
    r"^(accordion|bs-popover|bs-tooltip|carousel|collaps|dropdown|dropup|dropend|dropstart|fade$|modal|nav|offcanvas|popover"
    r"|tab-|toast|tooltip|btn-close|btn-check|spinner|placeholder|progress|form-floating|form-range|form-switch"
    r"|form-control-color|was-validated|valid-|is-valid$)"
)
# What a page may reach for at any time without a new cut: grid, spacing, type, tables, cards, buttons, alerts.
READY = re.compile(
    r"^(container|row|col(-md|-lg)?(-\d+|-auto)?|g[xy]?-[0-5]|[mp][tbsexy]?-([0-5]|auto)|gap-[0-5]"
    r"|d-(none|block|flex|grid|inline-block|inline-flex)|d-md-(none|block|flex)|flex-(row|column|wrap|fill|grow-1)"
    r"|(justify-content|align-items)-(start|center|end|between|baseline)|align-(top|middle)"
    r"|text-(start|center|end|nowrap|break|danger|success|body-secondary|secondary|decoration-none)|fw-\w+|fst-italic"
    r"|h[1-6]|lead|small|list-(unstyled|inline|inline-item|group|group-item|group-flush)|list-group-item-action"
    r"|table(-sm|-responsive|-striped|-hover|-bordered|-borderless|-light)?|card(-body|-title|-text|-header|-footer)?"
    r"|btn(-primary|-secondary|-success|-danger|-link|-sm|-lg|-outline-\w+)?|alert(-\w+)?|badge|rounded(-pill|-\d)?"
    r"|text-bg-\w+|bg-(white|light|body-tertiary)|border(-0|-top|-bottom|-start|-end)?|w-(50|75|100|auto)|h-100|ms-auto"
    r"|pagination|page-item|page-link|active|disabled|breadcrumb(-item)?|visually-hidden(-focusable)?|img-fluid)$"
)
# Basic Latin, Thai, and the signs that stand in Thai office text.
LETTERS = "U+20-7E,U+A0,U+A7,U+AB,U+B0,U+B2,U+B7,U+BB,U+BD,U+D7,U+E01-E3A,U+E3F-E5B,U+200B-200D,U+2010-2015"
LETTERS += ",U+2018-201E,U+2022,U+2026,U+2264,U+2265,U+25CC"


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_][\w-]*", text))


def used_classes() -> set[str]:
    import crispy_bootstrap5

    pack = Path(crispy_bootstrap5.__file__).parent / "templates/bootstrap5"
    files = [path for pattern in OURS for path in ROOT.glob(pattern) if ".venv" not in path.parts]
    files += [path for pattern in CRISPY for path in pack.glob(pattern)]
    found = set(CRISPY_CLASSES)
    for path in files:
        found |= words_of(path.read_text(encoding="utf-8"))
    return {word for word in found if not NEEDS_SCRIPT.match(word)}


def classes_of(selector: str) -> set[str]:
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector))


def stays(selector: str, used: set[str]) -> bool:
    return "data-bs-theme=dark" not in selector and all(
        name in used or READY.match(name) for name in classes_of(selector)
    )


def cut(rules: list, used: set[str]) -> str:
    parts = []
    for rule in rules:
        if rule.type == "at-rule" and rule.at_keyword == "media":
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := cut(inner, used):
                parts.append(f"@media{tinycss2.serialize(rule.prelude)}{{{kept}}}")
        elif rule.type == "at-rule":
            if rule.at_keyword == "charset":
                parts.append(rule.serialize())
        elif rule.type == "qualified-rule":
            selectors = re.split(r",(?![^(]*\))", tinycss2.serialize(rule.prelude))
            if kept := [selector for selector in selectors if stays(selector, used)]:
                parts.append(f"{','.join(kept)}{{{tinycss2.serialize(rule.content)}}}")
    return "".join(parts)


def cut_bootstrap() -> str:
    text = BOOTSTRAP.read_text(encoding="utf-8")
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    head = "/* Bootstrap 5.3.9 (MIT), cut down by scripts/cut_look.py to what our pages use; do not edit. */\n"
    return head.replace("\n", "") + cut(rules, used_classes()).replace('@charset "UTF-8";', "") + "\n"


def cut_fonts() -> None:
    folder = ROOT / "static/fonts"
    folder.mkdir(exist_ok=True)
    (folder / "OFL.txt").write_bytes((ROOT / "assets/fonts/sarabun/OFL.txt").read_bytes())
    for weight, name in FONTS.items():
        options = subset.Options(flavor="woff2", hinting=False, notdef_outline=True)
        font = subset.load_font(str(ROOT / "assets/fonts/sarabun" / name), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(LETTERS.replace("U+", "")))
        subsetter.subset(font)
        subset.save_font(font, str(folder / f"sarabun-{weight}.woff2"), options)


def left_out() -> set[str]:
    """Classes that our pages use and Bootstrap knows, but the cut sheet lacks."""
    known = classes_of(re.sub(r"\{[^{}]*\}", "{}", BOOTSTRAP.read_text(encoding="utf-8")))
    there = classes_of(re.sub(r"\{[^{}]*\}", "{}", CUT.read_text(encoding="utf-8")))
    # A class that stands only beside one that went (".nav-link.active") is no loss.
    wanted = classes_of(re.sub(r"\{[^{}]*\}", "{}", cut_bootstrap()))
    return (used_classes() & known & wanted) - there


def main() -> int:
    if "--check" in sys.argv:
        if missing := left_out():
            print(f"Bootstrap's {', '.join(sorted(missing))} are used but cut away: run scripts/cut_look.py")
            return 1
        return 0
    CUT.write_text(cut_bootstrap(), encoding="utf-8")
    cut_fonts()
    return 0


if __name__ == "__main__":
    sys.exit(main())
