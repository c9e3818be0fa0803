from django.urls import path

from . import views

app_name = "briefings"
urlpatterns = [
    path("", views.briefing_list, name="briefing-list"),
    path("<int:pk>/", views.briefing_detail, name="briefing-detail"),
]
