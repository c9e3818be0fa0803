"""The office in the admin: its profile, signatories, people and roles, the list of districts, the journal, the jobs."""

from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from . import actions, changes, jobs
from .emblem import redrawn
from .forms import SetPasswordForm, WholeRowForm
from .models import District, Event, Job, Office, RoleGrant, Signatory, User
from .rules import ADMINISTRATORS, PROVINCIAL, Role
from .staff_admin import Act, LabelledFormSet, StaffAdmin, StaffInline

NOBODY: frozenset[str] = frozenset()


# -- the office ------------------------------------------------------------------------------------------------


class OfficeForm(WholeRowForm):
    emblem = forms.FileField(
        label="ตราครุฑ",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text="ภาพ PNG หรือ JPEG ไม่เกิน 10 เมกะไบต์ สูงอย่างน้อย 709 จุด หากไม่มี ระบบเว้นที่ว่างไว้สำหรับกระดาษตราครุฑ",
        error_messages={"empty": "ไฟล์ว่างเปล่า โปรดเลือกไฟล์อื่น"},
    )
    remove_emblem = forms.BooleanField(label="เอาตราครุฑออก", required=False)

    class Meta:
        model = Office
        fields = (
            "province", "name", "section", "letter_prefix", "address", "phone", "email", "slogan", "uses_printed_paper",
            "keeps_citizen_ids", "emblem",
        )  # fmt: skip
        widgets = {"address": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def clean_emblem(self) -> Any:
        file = self.cleaned_data.get("emblem")
        return redrawn(file) if file and "emblem" in self.changed_data else file

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("remove_emblem") and "emblem" not in self.changed_data:
            data["emblem"] = ""
        return data


@admin.register(Office)
class OfficeAdmin(StaffAdmin):
    form = OfficeForm
    editors = adders = ADMINISTRATORS
    list_display = ["name", "province", "letter_prefix", "phone"]
    list_select_related = ["province"]
    readonly_fields = ["emblem_now"]
    fieldsets = [
        (None, {"fields": ["province", "name", "section"]}),
        (
            "หัวหนังสือ",
            {
                "fields": ["letter_prefix", "address", "phone", "email", "slogan"],
                "description": "ใช้กับหนังสือและประกาศที่ออกหลังจากนี้ ฉบับที่ออกแล้วไม่เปลี่ยน",
            },
        ),
        ("ตราครุฑ", {"fields": ["emblem_now", "emblem", "remove_emblem", "uses_printed_paper"]}),
        ("ข้อมูลส่วนบุคคล", {"fields": ["keeps_citizen_ids"]}),
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Who may only look sees the emblem, and not the fields that change it."""
        fieldsets = super().get_fieldsets(request, obj)
        if not self.only_shows(request, obj):
            return fieldsets
        changing = {"emblem", "remove_emblem"}
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in changing]})
            for title, options in fieldsets
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One office: its list is its page."""
        office = Office.objects.first()
        if office is None or not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect("admin:office_office_change", office.pk)

    def get_urls(self) -> list[Any]:
        emblem = path("emblem.png", self.admin_site.admin_view(self.emblem_view), name="office_office_emblem")
        return [emblem, *super().get_urls()]

    def emblem_view(self, request: HttpRequest) -> FileResponse:
        office = Office.objects.exclude(emblem="").first()
        if office is None or not office.emblem.storage.exists(office.emblem.name):
            raise Http404
        return FileResponse(office.emblem.open("rb"), content_type="image/png")

    @admin.display(description="ตราครุฑที่ใช้อยู่")
    def emblem_now(self, office: Office) -> str:
        if not office.emblem:
            return "ยังไม่มี"
        return format_html('<img class="emblem-now" src="{}" alt="ตราครุฑที่ใช้อยู่">', reverse("admin:office_office_emblem"))


@admin.register(Signatory)
class SignatoryAdmin(StaffAdmin):
    list_display = ["name", "position", "relation", "principal", "valid_from", "valid_until"]
    list_filter = ["relation"]
    search_fields = ["name", "position", "principal"]
    fieldsets = [
        (None, {"fields": ["name", "position"]}),
        (
            "ฐานะที่ลงนาม",
            {
                "fields": ["relation", "principal", "delegation_order", ("valid_from", "valid_until")],
                "description": "เมื่อผู้ลงนามพ้นตำแหน่ง โปรดใส่วันสิ้นสุด เอกสารเดิมยังแสดงชื่อเดิม",
            },
        ),
    ]


@admin.register(District)
class DistrictAdmin(StaffAdmin):
    """The official list, for searching only: it comes from `manage.py load_places`."""

    adders = editors = NOBODY
    list_display = ["name", "code", "province"]
    list_select_related = ["province"]
    search_fields = ["name", "=code"]
    list_filter = ["province"]


# -- people ----------------------------------------------------------------------------------------------------


class GrantFormSet(LabelledFormSet):
    def clean(self) -> None:
        super().clean()
        roles = {
            form.cleaned_data["role"]
            for form in self.forms
            if form.cleaned_data.get("role") and not form.cleaned_data.get("DELETE")
        }
        actions.check_roles(self.instance, roles)


class GrantInline(StaffInline):
    model = RoleGrant
    formset = GrantFormSet
    max_num = len(Role)
    extra = 1

    def _may(self, request: HttpRequest, roles: Any, obj: Any) -> bool:
        """Nobody changes the own roles: rights are given by another."""
        return super()._may(request, roles, obj) and (obj is None or obj.pk != request.user.pk)


class RoleFilter(admin.SimpleListFilter):
    title = "บทบาท"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(grants__role=self.value()) if self.value() in Role.values else queryset


class OwnDistrictForm(WholeRowForm):
    """A user's form: only the office's own districts are offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "district" in self.fields:
            province = Office.objects.values_list("province_id", flat=True).first()
            districts = District.objects.all() if province is None else District.objects.filter(province_id=province)
            self.fields["district"].queryset = districts


@admin.register(User)
class UserAdmin(StaffAdmin):
    form = OwnDistrictForm
    viewers = adders = editors = ADMINISTRATORS
    list_display = ["full_name", "username", "position", "roles_now", "district", "is_active", "two_steps"]
    list_select_related = ["district"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["username", "full_name", "position"]
    readonly_fields = ["is_active", "last_login", "date_joined"]
    inlines = [GrantInline]
    fieldsets = [
        (None, {"fields": ["username", "full_name", "position", "phone", "email"]}),
        (
            "หน้าที่",
            {
                "fields": ["district"],
                "description": "บทบาทอยู่ในตารางข้างล่าง ผู้ดูแลระบบเปลี่ยนบทบาทของตนเองไม่ได้ ต้องให้ผู้ดูแลระบบคนอื่นเปลี่ยนให้",
            },
        ),
        ("บัญชี", {"fields": ["is_active", "last_login", "date_joined"]}),
    ]
    acts = [
        Act(
            name="close",
            label="ปิดบัญชี",
            run=actions.close_account,
            roles=ADMINISTRATORS,
            effect="ผู้ใช้จะเข้าสู่ระบบไม่ได้ และหลุดจากระบบทันทีทุกเครื่อง งานที่ทำไว้และบันทึกการกระทำยังอยู่ครบ",
            available=lambda user: user.is_active,
            needs_reason=True,
            danger=True,
        ),
        Act(
            name="open",
            label="เปิดบัญชี",
            run=actions.open_account,
            roles=ADMINISTRATORS,
            effect="ผู้ใช้จะเข้าสู่ระบบได้อีกด้วยรหัสผ่านเดิมและบทบาทเดิม",
            available=lambda user: not user.is_active,
        ),
        Act(
            name="reset-two-steps",
            label="ปิดการยืนยันตัวตนสองขั้น",
            run=actions.reset_two_steps,
            roles=ADMINISTRATORS,
            effect="ใช้เมื่อโทรศัพท์หายเท่านั้น โปรดยืนยันตัวผู้ขอก่อน ครั้งต่อไประบบถามเพียงรหัสผ่าน",
            available=lambda user: Authenticator.objects.filter(user=user).exists(),
            needs_reason=True,
            danger=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users = super().get_queryset(request).prefetch_related("grants")
        return users.annotate(has_two_steps=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))

    @admin.display(description="บทบาท")
    def roles_now(self, user: User) -> str:
        return ", ".join(str(grant) for grant in user.grants.all()) or "–"

    @admin.display(description="สองขั้น")
    def two_steps(self, user: User) -> str:
        return "เปิดแล้ว" if user.has_two_steps else "ยังไม่เปิด"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(request, f"เพิ่มผู้ใช้ {obj} แล้ว ขั้นต่อไปคือตั้งรหัสผ่านแรก")
        return redirect("admin:office_user_password", obj.pk)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.password_view)
        return [path("<path:object_id>/password/", view, name="office_user_password"), *super().get_urls()]

    def password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = self.get_object(request, unquote(object_id))
        if user is None or not self.has_change_permission(request, user):
            raise Http404
        if user.pk == request.user.pk:
            return redirect("account_change_password")
        form = SetPasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            try:
                actions.set_password(user, password=form.cleaned_data["password1"], actor=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"ตั้งรหัสผ่านของ {user} แล้ว โปรดส่งให้เจ้าของบัญชีโดยตรง")
                return redirect("admin:office_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"ตั้งรหัสผ่าน: {user}",
            "opts": self.opts,
            "original": user,
            "form": form,
            "back": self._page_of(user),
        }
        return TemplateResponse(request, "admin/set_password.html", context)

    def links_for(self, request: HttpRequest, row: User) -> list[tuple[Any, str]]:
        if row.pk == request.user.pk:
            return []
        url = reverse("admin:office_user_password", args=[row.pk])
        return [(SimpleNamespace(label="ตั้งรหัสผ่าน", danger=False), url)]

    def acts_for(self, request: HttpRequest, row: User) -> list[Act]:
        return [] if row.pk == request.user.pk else super().acts_for(request, row)


# -- the journal -----------------------------------------------------------------------------------------------


@admin.register(Event)
class EventAdmin(StaffAdmin):
    """Administrators and secretaries read all of it, other staff what they did themselves; nobody writes it."""

    adders = editors = NOBODY
    viewers = PROVINCIAL
    list_display = ["at", "actor_name", "verb", "target_label", "reason"]
    search_fields = ["actor_name", "verb", "target_label", "reason"]
    fields = ["at", "actor_name", "verb", "target_label", "reason", "what_changed"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).for_user(request.user)

    @admin.display(description="สิ่งที่เปลี่ยน")
    def what_changed(self, event: Event) -> str:
        return render_to_string("admin/_changes.html", {"changes": changes.read([event])[0][1]})


# -- work behind the pages ---------------------------------------------------------------------------------------


@admin.register(Job)
class JobAdmin(StaffAdmin):
    """Jobs are started by the pages that need them; here they are watched, stopped and resumed."""

    adders = editors = NOBODY
    viewers = PROVINCIAL
    view_on_site = False
    list_display = ["title", "status", "progress", "starter", "created_at", "page"]
    list_select_related = ["created_by"]
    list_filter = ["status"]
    search_fields = ["title", "created_by__full_name"]
    fields = ["title", "status", "progress", "message", "starter", "created_at", "started_at", "finished_at", "page"]
    readonly_fields = fields
    acts = [
        Act(
            name="stop",
            label="หยุดงานนี้ไว้",
            run=jobs.ask_to_stop,
            roles=PROVINCIAL,
            effect="งานหยุดเมื่อทำชิ้นที่กำลังทำอยู่เสร็จ สิ่งที่ทำแล้วไม่หาย และทำต่อภายหลังได้",
            available=lambda job: job.is_active,
            bulk=True,
            danger=True,
        ),
        Act(
            name="resume",
            label="ทำต่อจากที่ค้าง",
            run=jobs.resume,
            roles=PROVINCIAL,
            effect="งานเข้าคิวอีกครั้ง และทำต่อจากส่วนที่ยังไม่เสร็จ",
            available=lambda job: job.may_resume,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).for_user(request.user)

    @admin.display(description="ความคืบหน้า")
    def progress(self, job: Job) -> str:
        return jobs.progress_of(job)

    @admin.display(description="ผู้สั่ง", ordering="created_by__full_name")
    def starter(self, job: Job) -> str:
        """By name: not everyone here may open the page of the account."""
        return str(job.created_by)

    @admin.display(description="ผลงาน")
    def page(self, job: Job) -> str:
        """The job's own page, which knows who may have the file."""
        words = job.result_name or "ดูความคืบหน้า"
        return format_html('<a href="{}">{}</a>', job.get_absolute_url(), words)
