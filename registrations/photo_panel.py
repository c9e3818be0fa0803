"""What an entry's files look like to one person now: the list, how many are left, and the code for the phone."""

import base64
import uuid
from dataclasses import dataclass

from django.conf import settings

from documents.rendering import qr_png
from office.models import User

from .actions import may_change_files
from .checklist import asked_of
from .models import Entry, PhotoLink, Requirement, StandardCertificate, Upload
from .rules import MOST_FILES


@dataclass(frozen=True)
class PhotoPanel:
    """link: the living link for a phone, or None; seen: changes with the list, so that an unchanged one is not sent."""

    entry: Entry
    uploads: list[Upload]
    may_change: bool
    link: PhotoLink | None
    requirements: list[Requirement]
    certificates: list[StandardCertificate]

    @property
    def left(self) -> int:
        return max(0, MOST_FILES - len(self.uploads))

    @property
    def most(self) -> int:
        return MOST_FILES

    @property
    def seen(self) -> str:
        return ".".join(str(upload.pk) for upload in self.uploads) or "0"

    @property
    def token(self) -> uuid.UUID:
        return uuid.uuid4()

    @property
    def address(self) -> str:
        return f"{settings.PUBLIC_URL}{self.link.get_absolute_url()}" if self.link else ""

    @property
    def code(self) -> str:
        """The code picture as an address that holds it: it is in no cache and has no address of its own."""
        return f"data:image/png;base64,{base64.b64encode(qr_png(self.address)).decode('ascii')}" if self.link else ""


def papers_to_choose(entry: Entry) -> list[Requirement]:
    """The papers that the round asks of this entry, those of a proxy included."""
    return asked_of(entry.round, group=entry.group, kind=entry.producer.kind, by_proxy=True)


def photo_panel(entry: Entry, user: User) -> PhotoPanel:
    may_change = may_change_files(entry, user)
    link = entry.photo_links.live().select_related("created_by").first() if may_change else None
    return PhotoPanel(
        entry=entry,
        uploads=list(entry.uploads.living().select_related("uploaded_by", "certificate", "requirement").order_by("pk")),
        may_change=may_change,
        # One that was made with another secret key opens nothing.
        requirements=papers_to_choose(entry) if may_change else [],
        certificates=list(entry.product.certificates.all()) if may_change and entry.product else [],
        link=link if link and link.token_hash == PhotoLink.hash_of(link.token) else None,
    )
