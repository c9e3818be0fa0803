#!/usr/bin/env python3
"""Fetch the front-end files that we keep in the repository, or check that nobody has touched them.

    scripts/vendor.py            fetch the packages with `npm pack`, write the files and VENDOR.md
    scripts/vendor.py --check    compare the files with the sums in VENDOR.md; needs no network
    scripts/vendor.py --from DIR take <name>-<version>.tgz, as `npm pack` names them, from DIR

To move to a new version, change it in PACKAGES and run the first form. A version already written down that
suddenly comes with other contents is refused: a release was changed after the fact, and a person must look.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "static/vendor/VENDOR.md"
KEPT = [ROOT / "static/vendor", ROOT / "assets/fonts/sarabun"]

ICONS = """
    arrow-left award box-arrow-right box-seam calendar-event check-circle clipboard-check clock download
    envelope exclamation-triangle file-earmark-excel file-earmark-pdf geo-alt house info-circle list megaphone
    pencil people person-circle plus-lg printer qr-code search shield-lock star-fill telephone upload x-circle
""".split()
WEIGHTS = [400, 600, 700]
SUBSETS = ["thai", "latin"]


# Gives the contents of a file of the package, by its path there.
Read = Callable[[str], bytes]


@dataclass(frozen=True)
class Package:
    """One npm package, the folder its files go to, and which files those are (new name → contents)."""

    name: str
    version: str
    licence: str
    folder: str
    files: Callable[[Read], Iterator[tuple[str, bytes]]]

    @property
    def tarball(self) -> str:
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


def bootstrap(read: Read) -> Iterator[tuple[str, bytes]]:
    yield "LICENSE", read("LICENSE")
    for path in ["dist/css/bootstrap.min.css"]:
        # The manifest storage follows this comment at collectstatic and fails on the map that we do not keep.
        text = re.sub(rb"\n?(/\*|//)# sourceMappingURL=\S+( ?\*/)?\s*$", b"\n", read(path))
        yield Path(path).name, text


def icons(read: Read) -> Iterator[tuple[str, bytes]]:
    yield "LICENSE", read("LICENSE")
    for name in ICONS:
        yield f"{name}.svg", read(f"icons/{name}.svg")


def web_font(read: Read) -> Iterator[tuple[str, bytes]]:
    """The parts of the family that a Thai page needs, split by script: a page loads only what it shows."""
    faces = []
    for weight in WEIGHTS:
        sheet = read(f"{weight}.css").decode()
        for subset in SUBSETS:
            name = f"sarabun-{subset}-{weight}-normal"
            face = re.search(rf"/\* {name} \*/\n@font-face {{.*?\n}}", sheet, re.DOTALL).group()
            faces.append(re.sub(r"src: .*;", f"src: url({name}.woff2) format('woff2');", face))
            yield f"{name}.woff2", read(f"files/{name}.woff2")
    yield "sarabun.css", ("\n\n".join(faces) + "\n").encode()
    yield "OFL.txt", read("LICENSE")


def print_font(read: Read) -> Iterator[tuple[str, bytes]]:
    """Whole fonts: from split ones WeasyPrint mixes up the glyphs of the scripts and prints OTOP in Thai."""
    for source, style in [
        ("400Regular", "Regular"),
        ("400Regular_Italic", "Italic"),
        ("700Bold", "Bold"),
        ("700Bold_Italic", "BoldItalic"),
    ]:
        yield f"Sarabun-{style}.ttf", read(f"{source}/Sarabun_{source}.ttf")
    yield "OFL.txt", read("LICENSE_FONT")


PACKAGES = [
    Package("bootstrap", "5.3.9", "MIT", "static/vendor/bootstrap@5.3.9", bootstrap),
    Package("bootstrap-icons", "1.13.2", "MIT", "static/vendor/bootstrap-icons@1.13.2", icons),
    Package("@fontsource/sarabun", "5.3.0", "OFL-1.1", "static/vendor/sarabun@5.3.0", web_font),
    Package("@expo-google-fonts/sarabun", "0.4.1", "OFL-1.1", "assets/fonts/sarabun", print_font),
]

HEADING = """\
# Files of others that we keep

Written by `scripts/vendor.py`; `scripts/vendor.py --check` compares. Bootstrap's two files lost their last
comment (`sourceMappingURL`), `sarabun.css` is cut down from the package's own sheets, all else is byte for
byte as published. htmx is not here: it comes with the Python package django-htmx.
The font of the papers is made from fonts of others and has its own page: `assets/fonts/opc-saraban/README.md`.

| name | version | licence | file | sha256 |
| --- | --- | --- | --- | --- |
"""


def written_down() -> dict[str, tuple[str, str, str]]:
    """File → (package, version, sha256), as VENDOR.md has them."""
    if not LEDGER.exists():
        return {}
    rows = re.findall(r"^\| (\S+) \| (\S+) \| \S+ \| `(.+)` \| `([0-9a-f]{64})` \|$", LEDGER.read_text(), re.M)
    return {path: (name, version, digest) for name, version, path, digest in rows}


def check() -> list[str]:
    """What differs between the files here and VENDOR.md, one sentence each."""
    ledger = written_down()
    here = {
        str(path.relative_to(ROOT))
        for folder in KEPT
        for path in folder.rglob("*")
        if path.is_file() and path != LEDGER
    }
    problems = [f"{path} is not in VENDOR.md" for path in sorted(here - ledger.keys())]
    problems += [f"{path} is in VENDOR.md but missing" for path in sorted(ledger.keys() - here)]
    for path in sorted(here & ledger.keys()):
        if hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != ledger[path][2]:
            problems.append(f"{path} was changed: its sha256 is not the one in VENDOR.md")
    return problems or ([] if ledger else ["VENDOR.md is missing or empty"])


def fetch(tarballs: Path | None) -> list[str]:
    """Write all files and VENDOR.md; or nothing, when a known version has other contents than before."""
    ledger = written_down()
    contents: dict[str, tuple[Package, bytes]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for package in PACKAGES:
            folder = tarballs
            if folder is None:
                folder = Path(temporary)
                subprocess.run(
                    ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
                    cwd=folder,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            with tarfile.open(folder / package.tarball) as tar:

                def read(path: str, tar: tarfile.TarFile = tar) -> bytes:
                    return tar.extractfile(f"package/{path}").read()

                for name, content in package.files(read):
                    contents[f"{package.folder}/{name}"] = (package, content)

    rows, problems = [], []
    for path, (package, content) in sorted(contents.items()):
        digest = hashlib.sha256(content).hexdigest()
        *release, digest_before = ledger.get(path, ("", "", ""))
        if release == [package.name, package.version] and digest != digest_before:
            problems.append(f"{path}: {package.name} {package.version} has other contents than before")
        rows.append(f"| {package.name} | {package.version} | {package.licence} | `{path}` | `{digest}` |\n")
    if problems:
        return problems

    for path in ledger.keys() - contents.keys():
        (ROOT / path).unlink(missing_ok=True)
    for path, (_, content) in contents.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
    LEDGER.write_text(HEADING + "".join(rows))
    return check()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare the files with VENDOR.md")
    parser.add_argument("--from", dest="tarballs", type=Path, metavar="DIR", help="a folder of npm tarballs")
    options = parser.parse_args()
    problems = check() if options.check else fetch(options.tarballs)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"vendor: {len(written_down())} files are as VENDOR.md says")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
