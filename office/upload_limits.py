"""How much one request may bring, said before any of it is read; the proxy before us has the same bound."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Ten files of ten megabytes, and the rest of their form.
MOST_BYTES = 110 * 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """Stands before Django's own handlers, which take whatever comes onto the disk; keeps nothing itself."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("More than one form may bring.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
