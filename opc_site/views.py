"""The page after signing in: each role's own work."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from office.rules import Role


@login_required
def work_home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if user.is_provincial:
        return redirect("admin:index")
    if user.officer_district_id:
        return redirect("registrations:home")
    if user.has_role(Role.MEMBER):
        return redirect("scoring:home")
    return render(request, "work_none.html", status=403)
