"""The faces that papers are set in, and the sums of the files that the papers were tested with."""

import hashlib
from typing import Final, NamedTuple

from django.conf import settings

FOLDER: Final = settings.BASE_DIR / "assets" / "fonts" / "opc-saraban"


class Face(NamedTuple):
    file: str
    family: str
    weight: str
    style: str
    sha256: str


FACES: Final = (
    Face(
        "OPCSaraban-Regular.ttf", "OPC Saraban", "normal", "normal",
        "d3beeacdce5eaf3b61fcafc990025e024f6d8de2043ce8c703881370f6880a3d",
    ),
    Face(
        "OPCSaraban-Bold.ttf", "OPC Saraban", "bold", "normal",
        "53d9b25afde318a361edadb15c05f8e90ffc207ebc9c22f2db42cba0a1f00c49",
    ),
    Face(
        "OPCSaraban-Italic.ttf", "OPC Saraban", "normal", "italic",
        "c2022c81089e1bcc0659b646ad47496da8ddde390efbab9db7c05abc5f985265",
    ),
    Face(
        "OPCSaraban-BoldItalic.ttf", "OPC Saraban", "bold", "italic",
        "801ed90dc96b4f0888710daea7a5d362fbc5e386de9faeb9db7f4f194310bcf1",
    ),
    Face(
        "OPCSymbols.ttf", "OPC Symbols", "normal", "normal",
        "759273bb9aa3f2c050b06a53e7f0a3535f296be6f6167e47614e248a85837f6d",
    ),
)  # fmt: skip


def content_of(face: Face) -> bytes:
    """The file of a face; OSError when it is missing."""
    return (FOLDER / face.file).read_bytes()


def wrong_faces() -> list[str]:
    """The files that are missing or are not those that the papers were tested with."""
    wrong = []
    for face in FACES:
        try:
            right = hashlib.sha256(content_of(face)).hexdigest() == face.sha256
        except OSError:
            right = False
        if not right:
            wrong.append(face.file)
    return wrong
