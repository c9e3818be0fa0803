"""Work behind the pages: where whoever started it watches it, and fetches what came out."""

from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("<int:pk>/", views.job_detail, name="job-detail"),
    path("<int:pk>/result", views.job_result, name="job-result"),
]
