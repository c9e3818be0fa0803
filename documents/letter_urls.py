"""Letters from the province, for the officers of the districts."""

from django.urls import path

from . import views

app_name = "letters"
urlpatterns = [
    path("", views.letter_list, name="letter-list"),
    path("<int:pk>/", views.letter_detail, name="letter-detail"),
    path("<int:pk>.pdf", views.letter_pdf, name="letter-pdf"),
]
