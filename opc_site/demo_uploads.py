"""Files of the demo province: drawn pictures of cloth for a few entries, one of them too dark."""

import io
import random
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, ImageEnhance

from office.models import User
from registrations.actions import keep_upload
from registrations.models import Entry
from registrations.rules import EntryStatus

BRIGHTNESS = (1.0, 1.0, 0.15, 1.0)


def cloth(dice: random.Random, brightness: float) -> bytes:
    """A piece of woven indigo on a table."""
    picture = Image.new("RGB", (1200, 900), (222, 214, 198))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([150, 100, 1050, 800], fill=(31, 47, 92))
    step = dice.choice([30, 45, 60])
    for top in range(100, 800, step):
        for left in range(150, 1050, step):
            if dice.random() < 0.6:
                half = step // 3
                x, y = left + step // 2, top + step // 2
                pen.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill=(227, 232, 244))
    out = io.BytesIO()
    ImageEnhance.Brightness(picture).enhance(brightness).save(out, "JPEG", quality=88)
    return out.getvalue()


def make_uploads(now: datetime, users: dict[str, User], dice: random.Random) -> None:
    entries = Entry.objects.filter(status=EntryStatus.SUBMITTED, group__code="TEXTILE").order_by("pk")[:3]
    for number, brightness in enumerate(BRIGHTNESS):
        keep_upload(
            entries[number % len(entries)],
            content=cloth(dice, brightness),
            file_name=f"ผ้า {number + 1}.jpg",
            purpose="photo",
            actor=users["staff"],
            at=now - timedelta(minutes=90 - number),
        )
