"""Addresses that a code on an office's screen gives to a phone: short, without an account, for half an hour."""

from django.urls import path

from .views import phone

app_name = "photo-link"
urlpatterns = [
    path("<str:token>/", phone.phone, name="phone"),
    path("<str:token>/<int:pk>/", phone.phone_thumb, name="thumb"),
]
