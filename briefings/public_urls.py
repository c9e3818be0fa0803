from django.urls import path

from .views import files, public

app_name = "meetings"
urlpatterns = [
    path("", public.meeting_list, name="meeting-list"),
    path("<int:pk>/", public.meeting_detail, name="meeting-detail"),
    path("faq/", public.faq, name="faq"),
    path("files/<int:pk>/", files.file, name="file"),
]
