"""The annex of exceptions (บัญชีข้อยกเว้น): what was excepted for whom, why, and who decided it."""

from dataclasses import dataclass
from datetime import date

from .result_list import SIGNERS_IN_A_ROW, Signer


@dataclass(frozen=True)
class WaiverLine:
    number: str
    product: str
    producer: str
    district: str
    paper: str
    clause: str
    reason: str
    proposer: str
    decider: str
    decided_on: date


@dataclass(frozen=True, kw_only=True)
class WaiverListContext:
    """`signers` are those who decided, each once: they sign for what stands beside their names."""

    office: str
    province: str
    round_title: str
    printed_on: date
    lines: tuple[WaiverLine, ...]
    signers: tuple[Signer, ...] = ()

    @property
    def signer_rows(self) -> list[list[Signer | None]]:
        cells = [*self.signers, *([None] * (-len(self.signers) % SIGNERS_IN_A_ROW))]
        return [cells[n : n + SIGNERS_IN_A_ROW] for n in range(0, len(cells), SIGNERS_IN_A_ROW)]
