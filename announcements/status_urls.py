"""The short address on receipts."""

from django.urls import path

from . import status_pages

app_name = "status"
urlpatterns = [
    path("", status_pages.start, name="start"),
    path("<str:number>/", status_pages.entry, name="entry"),
]
