"""The files of an entry on any page: `{% include "registrations/_photo_panel.html" with entry=entry %}`."""

from django import template

from office.models import User

from ..models import Entry
from ..photo_panel import PhotoPanel
from ..photo_panel import photo_panel as panel_of

register = template.Library()


@register.simple_tag
def photo_panel(entry: Entry, user: User) -> PhotoPanel:
    return panel_of(entry, user)
