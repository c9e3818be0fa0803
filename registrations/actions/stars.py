"""Acts on the stars of earlier rounds: take a file in, keep what we announced, take either back as a whole."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import journal
from office.models import User
from office.rules import Role
from rounds.clauses import keeps
from thai.dates import be_year
from thai.digits import to_thai
from thai.text import normalise, normalise_block

from ..models import EarlierStar, Producer, StarList
from ..models.stars import star_key
from ..rules import (
    REASON_GIVEN,
    STAR_LIST_ONCE,
    STARS_BY_STAFF,
    STARS_OF_THE_PAST,
    STARS_TAKEN_BACK_ONCE,
    StarSource,
)
from ..stars import KEPT_UNMATCHED, StarReport, match_stars, read_stars

# The first stars were given in 2546.
FIRST_YEAR = 2546


def _may(actor: User) -> bool:
    return actor.has_role(Role.ADMINISTRATOR, Role.STAFF)


def look_at_stars(content: bytes, *, year_be: int) -> StarReport:
    """What a file would bring; nothing is written.  Raises FileRefused, and ValidationError for the year."""
    last = be_year(timezone.localdate())
    STARS_OF_THE_PAST.require(FIRST_YEAR <= year_be <= last, last=to_thai(last))
    rows, notes = read_stars(content)
    report = match_stars(rows, year_be)
    report.notes = notes
    return report


@keeps(STARS_BY_STAFF, STARS_OF_THE_PAST, STAR_LIST_ONCE)
@transaction.atomic
def import_stars(content: bytes, *, file_name: str, year_be: int, actor: User) -> tuple[StarList, StarReport]:
    """Takes the department's file of one year's results in; rows that fit no producer are kept as a report.

    Stars that are here already stay as they are.  Raises FileRefused for a file that cannot be read.
    """
    STARS_BY_STAFF.require(_may(actor))
    key = f"file:{hashlib.sha256(content).hexdigest()}:{year_be}"
    STAR_LIST_ONCE.require(not StarList.objects.filter(key=key, taken_back_at=None).exists())
    report = look_at_stars(content, year_be=year_be)
    star_list = StarList(
        source=StarSource.DEPARTMENT,
        key=key,
        name=normalise(file_name)[-200:] or "ไฟล์ไม่มีชื่อ",
        year_be=year_be,
        added_by=actor,
        counts=report.counts,
        unmatched=report.unmatched[:KEPT_UNMATCHED],
    )
    _keep(star_list, report.stars, actor)
    return star_list, report


@transaction.atomic
def keep_stars(
    levels: Iterable[tuple[Producer, str, int]], *, key: str, name: str, year_be: int, actor: User
) -> StarList | None:
    """Keeps the levels that an announcement of ours has made public: (producer, product's name, 1 to 5).

    key names the announcement, for `take_back_announced`.  None when it gives no stars: the province often gives none.
    """
    seen = set(EarlierStar.objects.filter(year_be=year_be).values_list("producer_id", "product_key"))
    stars = []
    for producer, product_name, level in levels:
        known = (producer.pk, star_key(product_name))
        if known not in seen:
            seen.add(known)
            stars.append(
                EarlierStar(
                    producer=producer, product_name=product_name, product_key=known[1], year_be=year_be, level=level
                )
            )
    if not stars:
        return None
    star_list = StarList(
        source=StarSource.OWN_RESULTS,
        key=key,
        name=name[:200],
        year_be=year_be,
        added_by=actor,
        counts={"added": len(stars)},
    )
    _keep(star_list, stars, actor)
    return star_list


def _keep(star_list: StarList, stars: list[EarlierStar], actor: User) -> None:
    star_list.full_clean()
    star_list.save()
    for star in stars:
        star.star_list = star_list
    EarlierStar.objects.bulk_create(stars, batch_size=200)
    journal.record(actor=actor, verb="นำเข้าระดับดาวครั้งก่อน", target=star_list, after=star_list.counts)


@keeps(STARS_BY_STAFF, REASON_GIVEN, STARS_TAKEN_BACK_ONCE)
@transaction.atomic
def take_back_stars(star_list: StarList, *, actor: User, reason: str, at: datetime | None = None) -> int:
    """Takes a whole list out again; returns how many stars went with it.  The list itself stays, with its report."""
    STARS_BY_STAFF.require(_may(actor))
    reason = normalise_block(reason)
    REASON_GIVEN.require(bool(reason), act="นำระดับดาวออก")
    row = StarList.objects.select_for_update().get(pk=star_list.pk)
    STARS_TAKEN_BACK_ONCE.require(row.is_here)
    return _take_back(row, actor, reason, at)


def _take_back(row: StarList, actor: User, reason: str, at: datetime | None) -> int:
    gone, _ = row.stars.all().delete()
    row.taken_back_at = at or timezone.now()
    row.save(update_fields=["taken_back_at"])
    journal.record(actor=actor, verb="นำระดับดาวออก", target=row, reason=reason, before={"stars": gone})
    return gone


@transaction.atomic
def take_back_announced(key: str, *, actor: User, reason: str) -> int:
    """What `keep_stars` kept for an announcement that is withdrawn; 0 when it kept nothing."""
    row = StarList.objects.select_for_update().filter(key=key, taken_back_at=None).first()
    return _take_back(row, actor, reason, None) if row else 0
