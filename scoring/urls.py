from django.urls import path

from . import views

app_name = "scoring"
urlpatterns = [
    path("", views.home, name="home"),
    path("entries/<int:pk>/", views.sheet_edit, name="sheet-edit"),
    path("entries/<int:pk>/sheet.pdf", views.sheet_pdf, name="sheet-pdf"),
    path("entries/<int:pk>/recuse/", views.sheet_recuse, name="sheet-recuse"),
]
