"""Stars of the round before for the demo: every fourth producer of the register had one."""

from registrations.actions import keep_stars
from registrations.models import Producer


def make_stars(round, actor) -> None:
    producers = Producer.objects.order_by("code").prefetch_related("products")
    levels = [
        (producer, product.name, 3 + place % 3)
        for place, producer in enumerate(producers[::4])
        if (product := next(iter(producer.products.all()), None))
    ]
    keep_stars(
        levels,
        key="demo",
        name=f"ผลการคัดสรร ปี {round.year_be - 1} (ข้อมูลสาธิต)",
        year_be=round.year_be - 1,
        actor=actor,
    )
