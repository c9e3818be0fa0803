"""Filters that the lists of the register and of entries share."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from office.models import District


class OwnDistrictFilter(admin.SimpleListFilter):
    """The districts of the office's province, in their official order."""

    title = "อำเภอ"
    parameter_name = "district"
    path = "district_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(District.objects.filter(province__office__isnull=False).values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset
