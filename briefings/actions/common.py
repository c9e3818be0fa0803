"""What every act on a meeting begins with: who may, and the meeting's row."""

from django.core.exceptions import PermissionDenied

from office.models import User
from office.rules import PROVINCIAL

from ..models import Briefing


def may_work(actor: User) -> None:
    """Meetings are the work of provincial staff."""
    if not actor.has_role(*PROVINCIAL):
        raise PermissionDenied


def locked(briefing: Briefing) -> Briefing:
    """The meeting as it stands now, so that two acts on it stand one behind the other; rows about it may be added."""
    return Briefing.objects.select_for_update(of=("self",), no_key=True).get(pk=briefing.pk)
