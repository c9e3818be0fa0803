"""งานสารบรรณ in the admin: the papers and the desk that drafts them, letters on their way, and the registers."""

from .dispatches import DispatchAdmin
from .papers import PaperAdmin
from .registers import RegisterAdmin

__all__ = ["DispatchAdmin", "PaperAdmin", "RegisterAdmin"]
