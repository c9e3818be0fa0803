#!/usr/bin/env python3
"""Make the font of the papers, OPC Saraban, from Debian's Laksaman, and the few signs that Laksaman lacks.

    scripts/make_font.py             write the faces and their sums into assets/fonts/opc-saraban
    scripts/make_font.py --check     make them again in memory and compare; writes nothing
    scripts/make_font.py --from DIR  look for the faces of others below DIR instead of /usr/share/fonts/truetype

Laksaman is TH Sarabun New in free clothes, but a PDF set in it looks right and copies wrong.  Three things change:

1. The em is twice that of TH Sarabun.  A size in CSS is half the size that the regulation names (16 pt: 8 pt), widths
   are the same, and the line breaker, which counts four letters per em, no longer cuts Thai words in narrow columns.
2. A mark that must stand lower or further left is another glyph with no shift, so that no reader sees a false space.
3. Sara am with its tone is one glyph, since it comes as one cluster of text: the PDF then says exactly what it shows.
"""

import argparse
import hashlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.misc.timeTools import timestampFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets/fonts/opc-saraban"
SUMS = FOLDER / "SHA256SUMS"
SYSTEM_FONTS = Path("/usr/share/fonts/truetype")

VERSION = "1.000"
# Of the recipe below; the GNU General Public License asks for the date of a change.  Change both together.
CHANGED = "Sun Nov 22 12:00:00 2026"
CHANGED_SAID = "22 November 2026"

# Laksaman is TH Sarabun enlarged 1.503 times: drawn on 2000 units and called 1503, it is enlarged twice.
DRAWN_ON = 2000
EM = 1503


@dataclass(frozen=True)
class Face:
    """A file that we make, and the file of others that it is made from."""

    file: str
    style: str
    source: str
    sha256: str
    package: str = "fonts-tlwg-laksaman-ttf"


FACES = [
    Face(
        "OPCSaraban-Regular.ttf",
        "Regular",
        "Laksaman.ttf",
        "209be675a45c2abc79405bbaa68b4def83738ba65f1449d4629a85cba1040a37",
    ),
    Face(
        "OPCSaraban-Bold.ttf",
        "Bold",
        "Laksaman-Bold.ttf",
        "5c7a5a8e0e10db603db2257777a67fc94770241377a585eff898cf76c23c0c45",
    ),
    Face(
        "OPCSaraban-Italic.ttf",
        "Italic",
        "Laksaman-Italic.ttf",
        "cd35b54e819a47ac2ef8fb6b6165cbc607f821e640500a41a3bb3505a035d115",
    ),
    Face(
        "OPCSaraban-BoldItalic.ttf",
        "Bold Italic",
        "Laksaman-BoldItalic.ttf",
        "51fa5cbf9faff9715947e288afa47f9a812bb88690de8f2cf25cb2adfd38b68d",
    ),
]
SYMBOLS = Face(
    "OPCSymbols.ttf",
    "Regular",
    "DejaVuSans.ttf",
    "abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322",
    "fonts-dejavu-core",
)
# What papers use and Laksaman lacks; and the spaces, since one that follows a sign is taken from the sign's font.
SIGNS = "→■□●○★☆☐☑☒✓✗"
SPACES = " \u00a0"

# Glyphs are named by their code point; the forms that TH Sarabun drew for marks follow a dot.
TONES = ["uni0E48", "uni0E49", "uni0E4A", "uni0E4B"]
NIKHAHIT, SARA_AA = "uni0E4D", "uni0E32"
CONSONANTS = " ".join(f"uni{code:04X}" for code in range(ord("ก"), ord("ฮ") + 1))
# What Laksaman Regular calls otherwise than its sisters.
OTHER_NAMES = {"uni0E4B.alt1": "uni0E4B.low_left"}

FEATURES = """
languagesystem DFLT dflt;
languagesystem thai dflt;

@consonant = [%(consonants)s uni0E0D.descless uni0E10.descless %(circle)s];
@tall = [uni0E1B uni0E1D uni0E1F uni0E2C];
@below = [uni0E38 uni0E39 uni0E3A uni0E38.low uni0E39.low uni0E3A.low];
@above = [uni0E31 uni0E34 uni0E35 uni0E36 uni0E37 uni0E47 uni0E4D uni0E4E];
@above.left = [uni0E31.left uni0E34.left uni0E35.left uni0E36.left uni0E37.left uni0E47.left uni0E4D.left uni0E4E.alt1];
@top = [uni0E48 uni0E49 uni0E4A uni0E4B uni0E4C];
@top.left = [uni0E48.left uni0E49.left uni0E4A.left uni0E4B.left uni0E4C.left];
@top.low = [uni0E48.low uni0E49.low uni0E4A.low uni0E4B.low uni0E4C.low];
@top.low_left = [uni0E48.low_left uni0E49.low_left uni0E4A.low_left uni0E4B.low_left uni0E4C.low_left];

lookup footless {
    sub [uni0E0D uni0E10] by [uni0E0D.descless uni0E10.descless];
} footless;
lookup below_low {
    sub [uni0E38 uni0E39 uni0E3A] by [uni0E38.low uni0E39.low uni0E3A.low];
} below_low;
lookup above_left {
    sub @above by @above.left;
} above_left;
lookup top_left {
    sub @top by @top.left;
} top_left;
lookup top_low {
    sub @top by @top.low;
} top_low;
lookup top_low_left {
    sub @top by @top.low_left;
} top_low_left;

feature ccmp {
    lookup feet_go_for_a_mark_below {
        sub [uni0E0D uni0E10]' lookup footless [uni0E38 uni0E39 uni0E3A];
    } feet_go_for_a_mark_below;
    lookup marks_go_under_a_foot_that_stays {
        sub [uni0E0E uni0E0F] [uni0E38 uni0E39 uni0E3A]' lookup below_low;
    } marks_go_under_a_foot_that_stays;
    lookup marks_go_left_of_a_tall_stem {
        sub @tall @above' lookup above_left;
        sub @tall @below @above' lookup above_left;
    } marks_go_left_of_a_tall_stem;
    lookup tones_follow_a_mark_to_the_left {
        sub @above.left @top' lookup top_left;
    } tones_follow_a_mark_to_the_left;
    lookup tones_come_down_where_no_mark_is {
        sub @tall @top' lookup top_low_left;
        sub @tall @below @top' lookup top_low_left;
        sub @consonant @top' lookup top_low;
        sub @consonant @below @top' lookup top_low;
    } tones_come_down_where_no_mark_is;
    lookup sara_am_is_one_with_its_tone {
%(sara_am)s
    } sara_am_is_one_with_its_tone;
} ccmp;
"""

NOTICE = (
    "OPC Saraban {version}, a changed Laksaman, made on {date} by scripts/make_font.py of the OPC system: its em is "
    "twice that of TH Sarabun, Thai marks stand by substitution instead of positioning, sara am and its tone are one "
    "glyph, hints are gone. It is under the licence of Laksaman, with its exception for documents. "
)
NOTICE_OF_SYMBOLS = (
    "OPC Symbols {version}, a few signs of DejaVu Sans, cut and scaled on {date} by scripts/make_font.py of the OPC "
    "system to stand beside OPC Saraban."
)


class Trouble(Exception):
    """Something that the person at the keyboard has to mend first."""


def source_of(face: Face, folder: Path) -> TTFont:
    path = next(iter(sorted(folder.rglob(face.source))), None)
    if path is None:
        raise Trouble(
            f"{face.source} is not below {folder}: apt-get install {face.package}, or name a folder: --from DIR"
        )
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != face.sha256:
        raise Trouble(
            f"{path} is another version than the one that the papers were looked at with. Look at them again (see the "
            f"README in {FOLDER.relative_to(ROOT)}), then write its sum into scripts/make_font.py."
        )
    return TTFont(io.BytesIO(content), recalcTimestamp=False, lazy=False)


def rename_glyphs(font: TTFont) -> None:
    """Before any table is read, so that all of them know the glyph by its new name."""
    font.setGlyphOrder([OTHER_NAMES.get(name, name) for name in font.getGlyphOrder()])


def drop_hints(font: TTFont) -> None:
    """They were made for another em, and paper needs none."""
    for name in font.getGlyphOrder():
        font["glyf"][name].removeHinting()
    for table in ["fpgm", "prep", "cvt ", "gasp", "FFTM"]:
        if table in font:
            del font[table]
    # Bits 2 to 4 say that hints change sizes and widths.
    font["head"].flags &= ~0b11100
    for field in ["maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"]:
        setattr(font["maxp"], field, 0)
    font["maxp"].maxSizeOfInstructions = 0
    font["maxp"].maxZones = 1


def enlarge(font: TTFont) -> None:
    scale_upem(font, DRAWN_ON)
    font["head"].unitsPerEm = EM


def keep_latin_kerning_only(font: TTFont) -> None:
    """Of all positioning, that of Thai marks goes."""
    table = font["GPOS"].table
    (latin,) = [record for record in table.ScriptList.ScriptRecord if record.ScriptTag == "latn"]
    (index,) = latin.Script.DefaultLangSys.FeatureIndex
    kerning = table.FeatureList.FeatureRecord[index]
    lookups = [table.LookupList.Lookup[number] for number in kerning.Feature.LookupListIndex]
    kerning.Feature.LookupListIndex = list(range(len(lookups)))
    latin.Script.DefaultLangSys.FeatureIndex = [0]
    table.ScriptList.ScriptRecord = [latin]
    table.FeatureList.FeatureRecord = [kerning]
    table.LookupList.Lookup = lookups


def add_sara_am(font: TTFont) -> list[str]:
    """One glyph for sara am alone and with each tone, plain and for tall consonants; the rules that call for them.

    Their names say their text, as the Adobe Glyph List reads names: tone, then sara am.
    """
    glyphs, metrics, classes = font["glyf"], font["hmtx"], font["GDEF"].table.GlyphClassDef.classDefs
    rules = []
    for suffix in ["", ".left"]:
        for tone in [None, *TONES]:
            parts = [NIKHAHIT + suffix, *([tone + suffix] if tone else []), SARA_AA]
            name = f"{tone or 'uni'}0E33{suffix or '.one'}"
            composite = Glyph()
            composite.numberOfContours = -1
            composite.components = [part_of(part) for part in parts]
            font.setGlyphOrder([*font.getGlyphOrder(), name])
            glyphs[name] = composite
            composite.recalcBounds(glyphs)
            metrics[name] = (metrics[SARA_AA][0], composite.xMin)
            classes[name] = 1
            rules.append(f"        sub {' '.join(parts)} by {name};")
    # The longer rule comes first: a tone stands between the two halves.
    return sorted(rules, key=lambda rule: -len(rule.split()))


def part_of(name: str) -> GlyphComponent:
    component = GlyphComponent()
    component.glyphName, component.x, component.y = name, 0, 0
    # ARGS_ARE_XY_VALUES and ROUND_XY_TO_GRID.
    component.flags = 0x0002 | 0x0004
    return component


def call_marks_marks(font: TTFont) -> None:
    """Laksaman calls a mark's left form a letter; it has no width either way."""
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    for name in font.getGlyphOrder():
        mark, _, form = name.partition(".")
        if form and classes.get(mark) == 3:
            classes[name] = 3


def drop_private_codes(font: TTFont) -> None:
    """The forms of marks have no code point of their own: no text asks for them."""
    for table in font["cmap"].tables:
        table.cmap = {code: name for code, name in table.cmap.items() if not 0xE000 <= code <= 0xF8FF}


def name_face(font: TTFont, family: str, style: str, notice: str) -> None:
    names = font["name"]
    full = family if style == "Regular" else f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style.replace(' ', '')}"
    notice = notice.format(version=VERSION, date=CHANGED_SAID)
    said = {
        0: f"{names.getDebugName(0)}\n\n{notice}".strip(),
        1: family,
        2: style,
        3: f"{VERSION};{postscript}",
        4: full,
        5: f"Version {VERSION}",
        6: postscript,
        10: notice.strip(),
        13: names.getDebugName(13),
        14: names.getDebugName(14),
    }
    # The trademark names another font, the addresses other people's homes: they stay in the copyright notice.
    names.names = []
    for number, text in said.items():
        if text:
            names.setName(text, number, 3, 1, 0x409)
    font["head"].fontRevision = float(VERSION)
    font["head"].modified = timestampFromString(CHANGED)


def written(font: TTFont) -> bytes:
    file = io.BytesIO()
    font.save(file, reorderTables=True)
    return file.getvalue()


def saraban(face: Face, folder: Path) -> TTFont:
    font = source_of(face, folder)
    rename_glyphs(font)
    drop_hints(font)
    enlarge(font)
    keep_latin_kerning_only(font)
    call_marks_marks(font)
    rules = add_sara_am(font)
    drop_private_codes(font)
    del font["GSUB"]
    parts = {"consonants": CONSONANTS, "circle": font.getBestCmap()[ord("◌")], "sara_am": "\n".join(rules)}
    addOpenTypeFeaturesFromString(font, FEATURES % parts, tables=["GSUB"])
    name_face(font, "OPC Saraban", face.style, NOTICE)
    return font


def symbols(face: Face, folder: Path, beside: TTFont) -> TTFont:
    """The signs, as much enlarged as the letters, with the letters' heights and spaces: a sign moves no line."""
    font = source_of(face, folder)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True, legacy_kern=False)
    options.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF", "kern", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=SIGNS + SPACES)
    subsetter.subset(font)
    enlarge(font)
    for space in SPACES:
        font["hmtx"][font.getBestCmap()[ord(space)]] = beside["hmtx"][beside.getBestCmap()[ord(space)]]
    for field in ["ascent", "descent", "lineGap"]:
        setattr(font["hhea"], field, getattr(beside["hhea"], field))
    for field in ["sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"]:
        setattr(font["OS/2"], field, getattr(beside["OS/2"], field))
    name_face(font, "OPC Symbols", face.style, NOTICE_OF_SYMBOLS)
    return font


def made(folder: Path) -> dict[str, bytes]:
    """File name → contents, the same on every run."""
    fonts = {face.file: saraban(face, folder) for face in FACES}
    fonts[SYMBOLS.file] = symbols(SYMBOLS, folder, fonts[FACES[0].file])
    files = {name: written(font) for name, font in fonts.items()}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return {**files, SUMS.name: sums.encode()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is there; write nothing")
    parser.add_argument("--from", dest="folder", type=Path, metavar="DIR", default=SYSTEM_FONTS, help="fonts of others")
    options = parser.parse_args()
    try:
        files = made(options.folder)
    except Trouble as trouble:
        print(f"make_font: {trouble}", file=sys.stderr)
        return 1
    if options.check:
        differs = [
            name
            for name, content in files.items()
            if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != content
        ]
        for name in differs:
            print(f"make_font: {name} is not what the recipe makes", file=sys.stderr)
        return 1 if differs else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
        print(f"make_font: {name}, {len(content)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
