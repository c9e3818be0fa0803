"""The registers: whether the office types its numbers or the system gives them, and how far each has come."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone

from office.rules import ADMINISTRATORS, PROVINCIAL
from office.staff_admin import StaffAdmin, StaffInline
from thai.dates import be_year

from .. import actions
from ..forms import RegisterForm
from ..models import NumberRun, Register
from ..rules import RegisterCode
from .common import Link, Pages, flat


class NumberRunInline(StaffInline):
    model = NumberRun
    viewers = PROVINCIAL
    adders = editors = deleters = frozenset()
    fields = ["year_be", "series", "last"]
    verbose_name_plural = "เลขล่าสุดที่ระบบให้ไปแล้ว"


@admin.register(Register)
class RegisterAdmin(Pages, StaffAdmin):
    viewers = PROVINCIAL
    adders = frozenset()
    editors = ADMINISTRATORS
    list_display = ["code", "numbering", "shares", "last_of_this_year"]
    list_select_related = ["shares"]
    search_fields = ["code"]
    inlines = [NumberRunInline]
    readonly_fields = ["code"]
    fieldsets = [
        (
            None,
            {
                "fields": ["code", "numbering", "shares"],
                "description": "กรอกเลขเอง: ใช้เลขจากทะเบียนหนังสือหรือระบบสารบรรณของสำนักงาน ระบบตรวจเพียงว่าไม่ซ้ำ "
                "ระบบออกเลขให้: เลขเรียงต่อกันไม่ข้าม เริ่ม 1 ใหม่ทุกปีปฏิทิน ก่อนเปลี่ยนเป็นวิธีนี้กลางปี ให้ตั้งเลขล่าสุดก่อน",
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Register]:
        runs = NumberRun.objects.filter(year_be=be_year(timezone.now())).order_by("series")
        return super().get_queryset(request).prefetch_related(Prefetch("runs", queryset=runs, to_attr="this_year"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Circulars alone may take the letters' numbers."""
        names = super().get_readonly_fields(request, obj)
        return names if obj is not None and obj.code == RegisterCode.CIRCULAR else [*names, "shares"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "shares":
            kwargs["queryset"] = Register.objects.filter(code=RegisterCode.LETTER)
            kwargs["empty_label"] = "นับเลขของทะเบียนนี้เอง"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "shares":
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    @admin.display(description="เลขล่าสุดของปีนี้")
    def last_of_this_year(self, register: Register) -> str:
        if register.shares_id:
            return f"ใช้เลขร่วมกับ{register.shares}"
        said = [f"{run.series} {run.last}".strip() for run in register.this_year[:3]]
        more = len(register.this_year) - 3
        return (", ".join(said) + (f" และอีก {more} คณะ" if more > 0 else "")) or "ยังไม่เริ่ม"

    def links_for(self, request: HttpRequest, row: Register) -> list[tuple[Link, str]]:
        if not request.user.has_role(*ADMINISTRATORS) or row.shares_id:
            return []
        return [(Link("ตั้งเลขล่าสุด"), reverse("admin:documents_register_last", args=[row.pk]))]

    def get_urls(self) -> list[Any]:
        last = path("<slug:code>/last/", self.admin_site.admin_view(self.last_view), name="documents_register_last")
        return [last, *super().get_urls()]

    def last_view(self, request: HttpRequest, code: str) -> HttpResponse:
        if not request.user.has_role(*ADMINISTRATORS):
            raise Http404
        register = get_object_or_404(Register, pk=code)
        posted = request.POST if request.method == "POST" else None
        form = RegisterForm(posted, initial={"year_be": be_year(timezone.now())})
        if register.pk != RegisterCode.MINUTES:
            del form.fields["series"]
        if form.is_valid():
            try:
                run = actions.set_last_number(register, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, flat(error))
            else:
                messages.success(request, f"{run} เลขที่ระบบจะให้ต่อไปคือ {run.last + 1}")
                return redirect(self._page_of(register))
        return self.page(
            request,
            "register_last.html",
            title="ตั้งเลขล่าสุด",
            row=register,
            form=form,
            runs=register.runs.order_by("-year_be", "series")[:20],
            back=self._page_of(register),
        )
