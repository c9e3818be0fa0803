"""The short address on the poster at the door."""

from django.urls import path

from .views import prefill_phone

app_name = "prefill"
urlpatterns = [
    path("", prefill_phone.fill, name="fill"),
    path("done/", prefill_phone.done, name="done"),
    path("<str:code>/", prefill_phone.correct, name="correct"),
]
