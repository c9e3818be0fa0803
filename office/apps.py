from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "สำนักงานและผู้ใช้"


class OfficeAdminConfig(SimpleAdminConfig):
    """Django's admin with our site class: the same door as every other page, rights from roles."""

    default_site = "office.admin_site.OfficeAdminSite"

    def ready(self) -> None:
        super().ready()
        self.module.autodiscover()
