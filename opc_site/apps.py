from django.apps import AppConfig


class OpcSiteConfig(AppConfig):
    """The roof: mounts the rooms and holds the commands that need all of them (demo, clauses)."""

    name = "opc_site"
    verbose_name = "ระบบคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"
