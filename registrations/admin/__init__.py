"""The staff's workbench for the register and for the entries of a round.

Producers and their products are edited here and come in from Excel; entries are only looked at, exported, and taken
from state to state by acts.  What a round asks for is edited until the intake opens.
"""

from .deadlines import ExtensionAdmin
from .entries import EntryAdmin
from .id_exports import IdExportAdmin
from .imports import RegisterImportAdmin
from .papers import PaperCheckAdmin, RequirementAdmin, WaiverAdmin
from .register import ProducerAdmin, ProductAdmin, RegisterAdmin, StandardCertificateAdmin
from .stars import StarListAdmin

__all__ = [
    "EntryAdmin",
    "ExtensionAdmin",
    "IdExportAdmin",
    "PaperCheckAdmin",
    "ProducerAdmin",
    "ProductAdmin",
    "RegisterAdmin",
    "RegisterImportAdmin",
    "RequirementAdmin",
    "StandardCertificateAdmin",
    "StarListAdmin",
    "WaiverAdmin",
]
