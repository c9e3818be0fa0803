"""Addresses that are printed on papers: short, and open to everyone who holds one."""

from django.urls import path

from . import verification

app_name = "documents-public"
urlpatterns = [
    path("", verification.start, name="start"),
    path("<str:token>/", verification.verify, name="verify"),
]
