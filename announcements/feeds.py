"""The feed of published announcements, for readers and for other sites of the province."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks

from office.models import Office

from .models import Announcement


class AnnouncementFeed(Feed):
    feed_type = Atom1Feed
    language = "th"
    link = reverse_lazy("announcements:announcement-list")

    def title(self) -> str:
        office = Office.objects.first()
        return f"ประกาศ {office.name}" if office else "ประกาศการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"

    def subtitle(self) -> str:
        return "ประกาศ กำหนดการ และผลการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"

    def get_object(self, request: HttpRequest) -> None:
        """One feed for all."""

    def items(self) -> QuerySet[Announcement]:
        return Announcement.objects.published()[:20]

    def item_title(self, item: Announcement) -> str:
        return item.title

    def item_description(self, item: Announcement) -> str:
        # The summary of an Atom entry is HTML, so what was typed is escaped here, and as XML once more by the writer.
        return linebreaks(escape(item.body))

    def item_categories(self, item: Announcement) -> list[str]:
        return [item.get_kind_display()]

    def item_pubdate(self, item: Announcement) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate
