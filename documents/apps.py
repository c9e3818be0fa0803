from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "งานสารบรรณ"

    def ready(self) -> None:
        from . import checks  # noqa: F401 -- registers itself
