"""The round in the admin: its years, limit, window and place, with groups, plan and clauses on the same page."""

from typing import Any

from django.contrib import admin
from django.db.models import Max

from office.forms import WholeRowForm
from office.models import User
from office.rules import PROVINCIAL, SECRETARIES
from office.staff_admin import Act, StaffAdmin, StaffInline

from . import actions
from .models import PlanStep, ProductGroup, Round, RoundClause


def clone_to_next_year(round: Round, *, actor: User, reason: str) -> str:
    year_be = round.year_be + 1
    last = Round.objects.filter(year_be=year_be).aggregate(last=Max("sequence"))["last"]
    sequence = (last or 0) + 1
    clone = actions.clone_round(round, year_be=year_be, sequence=sequence, actor=actor)
    return f"สร้าง{clone}แล้ว โปรดตรวจช่วงปีที่ขึ้นทะเบียน กำหนดสถานที่และช่วงเวลารับสมัคร แล้วจึงตั้งเป็นรอบปัจจุบัน"


def set_current(round: Round, *, actor: User, reason: str) -> None:
    actions.set_current_round(round, actor=actor, reason=reason)


class ProductGroupForm(WholeRowForm):
    """A group keeps its code: the numbers of its entries (65-FOOD-0001) are made of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True


class ProductGroupInline(StaffInline):
    model = ProductGroup
    form = ProductGroupForm
    adders = editors = SECRETARIES
    fields = ["order", "code", "name", "is_active"]


class PlanStepInline(StaffInline):
    model = PlanStep
    adders = editors = deleters = SECRETARIES
    fields = ["order", "stage", "name", "starts_on", "ends_on", "responsible", "is_default_value"]


class RoundClauseInline(StaffInline):
    model = RoundClause
    adders = editors = frozenset()
    fields = ["order", "number", "sentence", "code", "source"]
    readonly_fields = ["order", "number", "sentence", "code", "source"]


@admin.register(Round)
class RoundAdmin(StaffAdmin):
    viewers = PROVINCIAL
    adders = SECRETARIES
    editors = SECRETARIES
    list_display = ["__str__", "is_current", "registered_from_be", "registered_to_be", "max_entries", "window"]
    search_fields = ["title", "year_be"]
    inlines = [ProductGroupInline, PlanStepInline, RoundClauseInline]
    readonly_fields = ["is_current"]
    fieldsets = [
        (None, {"fields": ["title", ("year_be", "sequence"), "is_current"]}),
        (
            "ผู้มีสิทธิสมัคร",
            {
                "fields": [("registered_from_be", "registered_to_be"), "max_entries"],
                "description": "การเปลี่ยนช่วงปีหรือจำนวนสิทธิมีผลกับใบสมัครที่บันทึกหลังจากนี้ ใบสมัครเดิมใช้ค่าเดิม",
            },
        ),
        (
            "การรับสมัคร",
            {
                "fields": ["opens_at", "closes_at", "place", "reference_date"],
                "description": "กำหนดสถานที่และช่วงเวลาให้ครบก่อนตั้งเป็นรอบปัจจุบัน",
            },
        ),
    ]
    acts = [
        Act(
            name="set-current",
            label="ตั้งเป็นรอบปัจจุบัน",
            run=set_current,
            roles=SECRETARIES,
            effect="เจ้าหน้าที่อำเภอจะบันทึกใบสมัครในรอบนี้ และหน้าแรกสาธารณะแสดงรอบนี้ รอบปัจจุบันเดิมยังเปิดอ่านได้",
            available=lambda round: not round.is_current,
        ),
        Act(
            name="clone",
            label="คัดลอกเป็นรอบปีถัดไป",
            run=clone_to_next_year,
            roles=SECRETARIES,
            effect="สร้างรอบใหม่ของปีถัดไปด้วยประเภทผลิตภัณฑ์ แผน และหลักเกณฑ์ชุดเดียวกัน ช่วงเวลารับสมัครเว้นว่างไว้ให้กำหนด",
        ),
    ]

    @admin.display(description="ช่วงเวลารับสมัคร")
    def window(self, round: Round) -> str:
        return round.window_text()
