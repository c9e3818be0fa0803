"""Who could enter and has not: the register of producers seen from one round.

Every producer stands in exactly one of three places: entered (a living entry), missing (registered within the round's
years, and not entered), not eligible (neither).  So for each district the three add up to the register, always: they
are counted in one question, of the same rows that the lists show.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import Coalesce

from office.models import District
from rounds.models import Round

from .models import EarlierStar, Entry, OtopRegistration, ProducerQuerySet, Product


class Standing(TextChoices):
    MISSING = "missing", "มีสิทธิ ยังไม่สมัคร"
    ENTERED = "entered", "สมัครแล้ว"
    INELIGIBLE = "ineligible", "ไม่มีสิทธิในรอบนี้"


_WHERE = {
    Standing.ENTERED: Q(is_entered=True),
    Standing.MISSING: Q(is_entered=False, counting_year__isnull=False),
    Standing.INELIGIBLE: Q(is_entered=False, counting_year=None),
}


def _counting_year(round: Round) -> Subquery:
    years = OtopRegistration.objects.filter(
        producer=OuterRef("pk"), year_be__gte=round.registered_from_be, year_be__lte=round.registered_to_be
    )
    return Subquery(years.order_by("-year_be").values("year_be")[:1])


def with_places(round: Round, producers: ProducerQuerySet) -> ProducerQuerySet:
    """counting_year: the latest year of registration that the round accepts, or None; used: places taken."""
    living = Entry.objects.alive().filter(round=round, producer=OuterRef("pk")).order_by()
    used = living.values("producer").annotate(number=Count("pk")).values("number")
    return producers.annotate(counting_year=_counting_year(round), used=Coalesce(Subquery(used), 0))


def seen_from(round: Round, producers: ProducerQuerySet) -> ProducerQuerySet:
    """The producers with what the round knows of each.

    is_entered: a living entry, a draft too.  counting_year: the latest year of registration that the round accepts, or
    None.  star_level, star_year: the highest star of the latest earlier year, or None.
    """
    living = Entry.objects.alive().filter(round=round, producer=OuterRef("pk"))
    stars = EarlierStar.objects.filter(producer=OuterRef("pk"), year_be__lt=round.year_be)
    latest = stars.order_by("-year_be", "-level")
    return producers.annotate(
        is_entered=Exists(living),
        counting_year=_counting_year(round),
        star_level=Subquery(latest.values("level")[:1]),
        star_year=Subquery(latest.values("year_be")[:1]),
    )


def standing_in(standing: str, rows: ProducerQuerySet) -> ProducerQuerySet:
    """Of rows that `seen_from` gave: those that stand there."""
    return rows.filter(_WHERE[Standing(standing)])


def with_star(rows: ProducerQuerySet) -> ProducerQuerySet:
    return rows.filter(star_level__isnull=False)


def making(group_code: str, rows: ProducerQuerySet) -> ProducerQuerySet:
    """Those with a product of this group in the register."""
    return rows.filter(Exists(Product.objects.filter(producer=OuterRef("pk"), group_code=group_code)))


@dataclass
class Totals:
    """Of one district, or of all.  starred: missing ones that had a star before."""

    name: str
    code: str = ""
    register: int = 0
    starred: int = 0
    by_standing: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def entered(self) -> int:
        return self.by_standing[Standing.ENTERED]

    @property
    def missing(self) -> int:
        return self.by_standing[Standing.MISSING]

    @property
    def ineligible(self) -> int:
        return self.by_standing[Standing.INELIGIBLE]


def totals(rows: ProducerQuerySet, districts: Iterable[District]) -> tuple[list[Totals], Totals]:
    """One line for each district and one for all, from one question."""
    by_code = {district.code: Totals(district.name, district.code) for district in districts}
    everywhere = Totals("รวม")
    counted = (
        rows.order_by()
        .annotate(
            is_eligible=Q(counting_year__isnull=False),
            has_star=Q(star_level__isnull=False),
            of=F("district__name"),
        )
        .values("district_id", "of", "is_entered", "is_eligible", "has_star")
        .annotate(number=Count("pk"))
    )
    for row in counted:
        standing = _standing(entered=row["is_entered"], eligible=row["is_eligible"])
        line = by_code.setdefault(row["district_id"], Totals(row["of"], row["district_id"]))
        for total in (line, everywhere):
            total.register += row["number"]
            total.by_standing[standing] += row["number"]
            if standing == Standing.MISSING and row["has_star"]:
                total.starred += row["number"]
    return [by_code[code] for code in sorted(by_code)], everywhere


def _standing(*, entered: bool, eligible: bool) -> Standing:
    if entered:
        return Standing.ENTERED
    return Standing.MISSING if eligible else Standing.INELIGIBLE
