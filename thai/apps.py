"""Registers the room with Django; only its template filters and form templates need that."""

from django.apps import AppConfig


class ThaiConfig(AppConfig):
    name = "thai"
    verbose_name = "ภาษาไทย"
