"""The admin behind the site's own sign-in, open to provincial roles, with our start page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string

from .staff_admin import StaffAdmin


class OfficeAdminSite(admin.AdminSite):
    site_header = "ระบบคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"
    site_title = "ระบบคัดสรร OTOP"
    index_title = "งานของสำนักงานพัฒนาชุมชนจังหวัด"
    site_url = "/"
    empty_value_display = "–"
    # Lists need the width; the start page is the map, one click away.
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Rooms in the order of the work, as settings name it; Django's order is the alphabet's."""
        rooms = super().get_app_list(request, app_label)
        order = {label: place for place, label in enumerate(settings.ADMIN_ROOMS)}
        return sorted(rooms, key=lambda room: order.get(room["app_label"], len(order)))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Pages of ours only: one that a package brings knows nothing of our roles, whole rows and journal."""
        if admin_class is not None and issubclass(admin_class, StaffAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_provincial

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """What a role has no part in answers like an address that does not exist, for staff as for strangers."""

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # A filter hands its value to the database as it stands, and PostgreSQL fails on NUL.
            if any("\0" in value for values in request.GET.lists() for value in (values[0], *values[1])):
                raise BadRequest("NUL in the address.")
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied as error:
                raise Http404 from error

        return super().admin_view(answer, cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No second door: strangers go to the site's sign-in, signed-in people without rights to their own work."""
        if request.user.is_authenticated:
            return redirect("work-home")
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or request.get_full_path())

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("mfa_index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = import_string(settings.ADMIN_START_PAGE)(request)
        return super().index(request, {**context, **(extra_context or {})})
