"""Files and rows that have lost each other: an upload that was cut off, a process that was killed between the two.

Nothing younger than an hour is looked at: it may be on its way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from .models import Upload

FOLDER: Final = "uploads"
OLD_ENOUGH: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Swept:
    """lost: names of files that no living row has; gone: rows whose file is not there; spoilt: whose bytes differ."""

    lost: list[str]
    gone: list[Upload]
    spoilt: list[Upload]


def _stored(at: datetime) -> Iterator[tuple[str, bool]]:
    """Every file of the folder, and whether it is old enough to be judged."""
    storage = Upload._meta.get_field("file").storage
    if not storage.exists(FOLDER):
        return
    for name in storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        try:
            yield path, storage.get_modified_time(path) <= at - OLD_ENOUGH
        except OSError:
            continue  # taken out while we looked


def look(*, bytes_too: bool = False, at: datetime | None = None) -> Swept:
    """What has lost its other half; with `bytes_too` every file is read and compared with its fingerprint."""
    at = at or timezone.now()
    # The folder first: what is taken in while we look has its row when the rows are read.
    stored = dict(_stored(at))
    known, gone, spoilt = set(), [], []
    for upload in Upload.objects.living().select_related("entry").order_by("pk").iterator():
        known |= {upload.file.name, upload.thumb.name} - {""}
        if upload.at > at - OLD_ENOUGH:
            continue
        if upload.file.name not in stored or (upload.thumb.name and upload.thumb.name not in stored):
            gone.append(upload)
        elif bytes_too and upload.read() is None:
            spoilt.append(upload)
    return Swept(sorted(path for path, old in stored.items() if old and path not in known), gone, spoilt)


def delete(names: list[str]) -> None:
    storage = Upload._meta.get_field("file").storage
    for name in names:
        storage.delete(name)
