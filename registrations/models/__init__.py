"""Who makes what (the OTOP register), and who applies with it in a round.

Answers: is this producer registered within the round's years, how many of its places are used, and where does each
entry stand.  Serves step 3 (invitation to apply) and everything after it.
"""

from .entries import Entry, EntryCounter, EntryQuerySet
from .imports import RegisterImport, RegisterImportPart, RegisterImportQuerySet, RememberedColumns, ReportLine
from .prefills import Prefill, PrefillQuerySet
from .register import OtopRegistration, Producer, ProducerQuerySet, Product, StandardCertificate

__all__ = [
    "Entry",
    "EntryCounter",
    "EntryQuerySet",
    "OtopRegistration",
    "Prefill",
    "PrefillQuerySet",
    "Producer",
    "ProducerQuerySet",
    "Product",
    "RegisterImport",
    "RegisterImportPart",
    "RegisterImportQuerySet",
    "RememberedColumns",
    "ReportLine",
    "StandardCertificate",
]
