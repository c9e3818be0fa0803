"""Certificates (เกียรติบัตร): no form of the regulation prescribes them."""

import unicodedata
from dataclasses import dataclass

from .base import OfficialPaper


@dataclass(frozen=True, kw_only=True)
class CertificateContext(OfficialPaper):
    """`to` is the producer, `product` what was selected, `level` the words of the result ("ระดับ ๔ ดาว")."""

    giver: str
    to: str
    product: str
    level: str
    round_title: str
    district: str = ""

    def missing(self) -> list[str]:
        wanted = {"ผู้รับ": self.to, "ผลิตภัณฑ์": self.product, "ผลการคัดสรร": self.level}
        return super().missing() + [name for name, text in wanted.items() if not text.strip()]

    @property
    def size_of_name(self) -> str:
        """A certificate is one page: long names are set smaller."""
        return _size(self.to, 60, 110)

    @property
    def size_of_product(self) -> str:
        return _size(self.product, 80, 130)


def _size(text: str, wide: int, middle: int) -> str:
    letters = sum(1 for sign in text if unicodedata.category(sign) != "Mn")
    return "wide" if letters <= wide else "middle" if letters <= middle else "narrow"
