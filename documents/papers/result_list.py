"""The list of results for the committee to sign (บัญชีสรุปผลการพิจารณา): points, never for the public."""

from dataclasses import dataclass
from datetime import datetime

SIGNERS_IN_A_ROW = 3


@dataclass(frozen=True)
class ResultSection:
    code: str
    maximum: str


@dataclass(frozen=True)
class ResultRow:
    """`points` are one text a section, in the order of the group's sections."""

    number: str
    product: str
    producer: str
    district: str
    points: tuple[str, ...]
    total: str
    sheets: int
    level: str


@dataclass(frozen=True)
class Signer:
    name: str
    role: str


@dataclass(frozen=True)
class ResultTable:
    """The results of a product group, and who scored them: each group stands on pages of its own to be signed."""

    name: str
    sections: tuple[ResultSection, ...]
    maximum: str
    rows: tuple[ResultRow, ...]
    body: str = ""
    signers: tuple[Signer, ...] = ()

    @property
    def signer_rows(self) -> list[list[Signer | None]]:
        cells = [*self.signers, *([None] * (-len(self.signers) % SIGNERS_IN_A_ROW))]
        return [cells[n : n + SIGNERS_IN_A_ROW] for n in range(0, len(cells), SIGNERS_IN_A_ROW)]


@dataclass(frozen=True, kw_only=True)
class ResultListContext:
    province: str
    round_title: str
    batch: str
    state: str
    proposer: str
    proposed_at: datetime
    tables: tuple[ResultTable, ...]
