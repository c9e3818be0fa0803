"""All addresses of the site.  Each room keeps its own list; this one only mounts them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from opc_site import views


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: answers without touching the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", include("announcements.urls")),
    path("work/", views.work_home, name="work-home"),
    path("intake/", include("registrations.urls")),
    path("f/", include("registrations.prefill_urls")),
    path("s/", include("announcements.status_urls")),
    path("scoring/", include("scoring.urls")),
    path("papers/", include("documents.urls")),
    path("v/", include("documents.public_urls")),
    path("a/", include("briefings.attend_urls")),
    path("p/", include("registrations.phone_urls")),
    path("briefings/", include("briefings.urls")),
    path("meetings/", include("briefings.public_urls")),
    path("letters/", include("documents.letter_urls")),
    path("jobs/", include("office.job_urls")),
    path("accounts/", include("office.account_urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
