"""The application receipt (ใบรับสมัคร): one half of a sheet for the producer, one for the office's file.

No form of the regulation prescribes it, and it has no number of a register: it says what stands in an application.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

# Letters on a line of the receipt, and lines that title, names and set items may take on half a sheet.
LINE = 74
MOST_LINES = 7


def _width(text: str) -> int:
    """Letters that take room on a line: marks above and below take none."""
    return sum(1 for sign in text if unicodedata.category(sign) != "Mn")


@dataclass(frozen=True, kw_only=True)
class ReceiptContext:
    """`site` is the public address at which announcements and results are read; empty where there is none.

    `status_url` is the producer's page of this entry, whose code is printed; `status_note` says what is asked there, or
    why there is no page.  `missing` are papers that still have to come, a line for each day.
    """

    number: str
    round_title: str
    received_at: datetime | None
    producer: str
    producer_code: str
    contact: str
    district: str
    product: str
    kind: str
    set_items: tuple[str, ...]
    group: str
    place_used: str
    officer: str
    officer_position: str
    office: str
    office_phone: str
    next_steps: tuple[str, ...]
    status: str
    is_draft: bool
    site: str = ""
    status_url: str = ""
    status_note: str = ""
    missing_label: str = ""
    missing: tuple[str, ...] = ()

    @property
    def fits_half_a_sheet(self) -> bool:
        """Both halves on one sheet, as long as names and set items leave room; otherwise a sheet for each."""
        facts = [
            self.round_title,
            f"{self.producer} {self.producer_code} {self.district}",
            f"{self.product} {self.kind}",
        ]
        facts.append("".join(f"00. {item}  " for item in self.set_items))
        hands = [self.contact * 2, self.officer * 2, self.officer_position * 2]
        lines = sum(-(-_width(text) // LINE) for text in (*facts, *self.missing))
        return lines <= MOST_LINES and all(_width(text) <= LINE for text in hands)
