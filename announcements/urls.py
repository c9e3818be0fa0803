from django.urls import path

from . import views
from .feeds import AnnouncementFeed

app_name = "announcements"
urlpatterns = [
    path("", views.home, name="home"),
    path("announcements/", views.announcement_list, name="announcement-list"),
    path("announcements/feed.xml", views.public_page(AnnouncementFeed()), name="feed"),
    path("announcements/<int:pk>/", views.announcement_detail, name="announcement-detail"),
    path("announcements/<int:pk>/paper.pdf", views.announcement_pdf, name="announcement-pdf"),
    path("results/", views.result_list, name="result-list"),
    path("results/<int:year_be>-<int:sequence>/", views.result_round, name="result-round"),
    path("certificates/", views.certificate_list, name="certificate-list"),
    path("certificates/<int:pk>.pdf", views.certificate_pdf, name="certificate-pdf"),
    path("privacy/", views.privacy, name="privacy"),
]
