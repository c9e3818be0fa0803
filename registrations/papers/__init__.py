"""What the papers of an application say: the receipt, the labels of products, and the list that goes with them."""

from .deliveries import DELIVERED, delivery_manifest, label_sheet
from .poster import prefill_poster
from .receipt import NEXT_STEPS, entry_receipt, papers_to_bring
from .waivers import waiver_annex

__all__ = [
    "DELIVERED",
    "NEXT_STEPS",
    "delivery_manifest",
    "entry_receipt",
    "label_sheet",
    "papers_to_bring",
    "prefill_poster",
    "waiver_annex",
]
