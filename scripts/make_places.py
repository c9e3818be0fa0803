"""Writes office/data/places.csv from the development dependency geothai: run it again when the Interior's codes change.

.venv/bin/python scripts/make_places.py
"""

import csv
from pathlib import Path

import geothai

CREDIT = (
    f"# Areas of Thailand: GeoThai {geothai.DATA_VERSION}, CC BY 4.0, (c) 2026 Pongsakorn Thipayanate;"
    " official codes of the Department of Provincial Administration"
)


def main() -> None:
    target = Path(__file__).parent.parent / "office" / "data" / "places.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(CREDIT + "\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(
            [
                "province",
                "province_name",
                "district",
                "district_name",
                "subdistrict",
                "subdistrict_name",
                "postcode",
            ]
        )
        for province in geothai.provinces():
            for district in geothai.districts(province.code):
                areas = [province.code, province.name_th, district.code, district.name_th]
                for sub in geothai.subdistricts(district.code):
                    rows.writerow([*areas, sub.code, sub.name_th, (sub.postal_codes or [""])[0]])


if __name__ == "__main__":
    main()
