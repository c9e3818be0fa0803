"""The plan drawn as a picture: where each bar and each month stands, in units of the drawing.

The template only writes down what is said here; the picture needs no script and prints as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from thai.dates import MONTHS_SHORT, be_year

from .plan import Line, State, days_of

WIDTH = 1176
MARGIN = 12
HEAD = 56
ROW = 48
BAR = 14
# Narrower than this, a month's name would run into the next one's.
NARROWEST_MONTH = 84
SHORTEST_BAR = 6
# A second sign beside the colour, for those who cannot tell colours apart and for paper without any.
SIGNS = {
    State.DONE: "✓",
    State.LATE: "!",
    State.TODAY: "▶",
    State.WEEK: "○",
    State.SOON: "○",
    State.UNDATED: "–",
}


@dataclass(frozen=True)
class Month:
    x: float
    label: str


@dataclass(frozen=True)
class Bar:
    line: Line
    number: int
    sign: str
    has_bar: bool
    x: float
    width: float
    top: float
    bar_top: float
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True)
class Timeline:
    width: int
    height: float
    foot: float
    bar_height: int
    months: list[Month]
    bars: list[Bar]
    today_x: float | None
    today_anchor: str


def draw(lines: list[Line], today: date) -> Timeline | None:
    """None while no step has a date: there is nothing to draw."""
    spans = [days for line in lines if (days := days_of(line.step))]
    if not spans:
        return None
    first = min(start for start, _ in spans).replace(day=1)
    end = _next_month(max(last for _, last in spans), 1)
    scale = (WIDTH - 2 * MARGIN) / (end - first).days

    def x(day: date) -> float:
        return round(MARGIN + (day - first).days * scale, 1)

    bars = []
    for place, line in enumerate(lines):
        top = HEAD + place * ROW
        days = days_of(line.step)
        left = x(days[0]) if days else MARGIN
        width = max(x(days[1] + timedelta(days=1)) - left, SHORTEST_BAR) if days else 0
        on_the_right = left > WIDTH / 2
        bars.append(
            Bar(
                line=line,
                number=place + 1,
                sign=SIGNS[line.state],
                has_bar=days is not None,
                x=left,
                width=round(width, 1),
                top=top,
                bar_top=top + 27,
                text_x=round(left + width, 1) if on_the_right else left,
                text_y=top + 19,
                anchor="end" if on_the_right else "start",
            )
        )
    inside = first <= today < end
    return Timeline(
        width=WIDTH,
        height=HEAD + len(lines) * ROW + 8,
        foot=HEAD + len(lines) * ROW,
        bar_height=BAR,
        months=_months(first, end, scale, x),
        bars=bars,
        today_x=x(today) if inside else None,
        today_anchor="end" if inside and x(today) > WIDTH - 120 else "start",
    )


def _next_month(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _months(first: date, end: date, scale: float, x: Callable[[date], float]) -> list[Month]:
    """Month names along the top, every one or, in a longer plan, every third, sixth, twelfth, sixtieth."""
    apart = next((step for step in (1, 3, 6, 12, 60) if 30 * scale * step >= NARROWEST_MONTH), 240)
    found, day = [], first
    while day < end:
        found.append(Month(x(day), f"{MONTHS_SHORT[day.month - 1]} {be_year(day)}"))
        day = _next_month(day, apart)
    return found
