"""The short address on the screen of the hall."""

from django.urls import path

from .views import attend

app_name = "attend"
urlpatterns = [
    path("", attend.code_page, name="code"),
    path("name/", attend.name_page, name="name"),
    path("done/", attend.done_page, name="done"),
]
