"""Certificates (เกียรติบัตร): no form of the regulation prescribes them."""

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
