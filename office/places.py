"""Provinces, districts and subdistricts from the committed list of official codes (`office/data/places.csv`)."""

import csv
from pathlib import Path

from .models import District, Province, Subdistrict

PLACES = Path(__file__).parent / "data" / "places.csv"


def load_places(*, province: str | None = None) -> tuple[int, int, int]:
    """Writes the areas, new and renamed ones alike; safe to run twice.

    province: a two-digit code loads that province only (tests); None loads all 77.
    Returns how many provinces, districts and subdistricts the list held.
    """
    provinces: dict[str, Province] = {}
    districts: dict[str, District] = {}
    subdistricts: dict[str, Subdistrict] = {}
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        for row in rows:
            if province and row["province"] != province:
                continue
            provinces[row["province"]] = Province(code=row["province"], name=row["province_name"])
            districts[row["district"]] = District(
                code=row["district"], province_id=row["province"], name=row["district_name"]
            )
            subdistricts[row["subdistrict"]] = Subdistrict(
                code=row["subdistrict"],
                district_id=row["district"],
                name=row["subdistrict_name"],
                postcode=row["postcode"],
            )
    for model, found, fields in (
        (Province, provinces, ["name"]),
        (District, districts, ["name", "province"]),
        (Subdistrict, subdistricts, ["name", "district", "postcode"]),
    ):
        model.objects.bulk_create(
            found.values(),
            update_conflicts=True,
            update_fields=fields,
            unique_fields=["code"],
            batch_size=500,
        )
    return len(provinces), len(districts), len(subdistricts)
