import logging

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "งานสารบรรณ"

    def ready(self) -> None:
        # Each paper would write ten lines about its steps.
        logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
