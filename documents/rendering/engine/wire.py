"""Messages between the web process and its drawing child: a JSON header, then the bytes that it counts.

    b"OPC1" | length of the header (4 bytes) | length of the rest (8 bytes) | header | blob | blob ...

Both sides use this module; it knows neither Django nor the engine.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

MARK: Final = b"OPC1"
HEAD: Final = struct.Struct(">4sIQ")


class Garbled(Exception):
    """What came through the pipe is no message."""


def pack(header: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    text = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}, ensure_ascii=True).encode("ascii")
    return b"".join([HEAD.pack(MARK, len(text), sum(map(len, blobs))), text, *blobs])


def lengths(head: bytes) -> tuple[int, int]:
    """The lengths of header and rest."""
    mark, header, rest = HEAD.unpack(head)
    if mark != MARK:
        raise Garbled(f"begins with {mark!r}")
    return header, rest


def unpack(header: bytes, rest: bytes) -> tuple[dict[str, Any], list[bytes]]:
    content = json.loads(header)
    blobs, start = [], 0
    for length in content.pop("blobs"):
        blobs.append(rest[start : start + length])
        start += length
    return content, blobs


def receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message of a blocking stream; None when the other side has closed it."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    header_length, rest_length = lengths(head)
    header, rest = stream.read(header_length), stream.read(rest_length)
    if len(header) < header_length or len(rest) < rest_length:
        return None
    return unpack(header, rest)
