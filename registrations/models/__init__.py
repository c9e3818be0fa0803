"""Who makes what (the OTOP register), and who applies with it in a round.

Answers: is this producer registered within the round's years, how many of its places are used, where does each entry
stand, which papers are missing until when, and who may apply longer.  Serves step 3 (invitation to apply) and
everything after it.
"""

from .deadlines import (
    Extension,
    ExtensionQuerySet,
)
from .entries import (
    Entry,
    EntryCounter,
    EntryQuerySet,
)
from .id_exports import IdExport
from .imports import (
    RegisterImport,
    RegisterImportPart,
    RegisterImportQuerySet,
    RememberedColumns,
    ReportLine,
)
from .kept import KeptForm, KeptFormQuerySet
from .papers import (
    PaperCheck,
    PaperSheet,
    Requirement,
    Waiver,
    WaiverQuerySet,
)
from .prefills import (
    Prefill,
    PrefillQuerySet,
)
from .register import (
    OtopRegistration,
    Producer,
    ProducerQuerySet,
    Product,
    StandardCertificate,
)
from .samples import (
    SOON_DAYS,
    BlindCounter,
    Sample,
    SampleMove,
    SampleMoveQuerySet,
    SampleQuerySet,
    is_deliverable,
)
from .stars import EarlierStar, StarList
from .uploads import (
    PhotoLink,
    Upload,
    UploadQuerySet,
)

__all__ = [
    "SOON_DAYS",
    "BlindCounter",
    "EarlierStar",
    "Entry",
    "EntryCounter",
    "EntryQuerySet",
    "Extension",
    "ExtensionQuerySet",
    "IdExport",
    "KeptForm",
    "KeptFormQuerySet",
    "OtopRegistration",
    "PaperCheck",
    "PaperSheet",
    "PhotoLink",
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
    "Requirement",
    "Sample",
    "SampleMove",
    "SampleMoveQuerySet",
    "SampleQuerySet",
    "StandardCertificate",
    "StarList",
    "Upload",
    "UploadQuerySet",
    "Waiver",
    "WaiverQuerySet",
    "is_deliverable",
]
