from django.urls import path

from . import views

app_name = "registrations"
urlpatterns = [
    path("", views.home, name="home"),
    path("producers/", views.producer_list, name="producer-list"),
    path("producers/<int:pk>/", views.producer_detail, name="producer-detail"),
    path("producers/<int:pk>/entries/new/", views.entry_new, name="entry-new"),
    path("labels.pdf", views.product_labels, name="product-labels"),
    path("manifest.pdf", views.product_manifest, name="product-manifest"),
    path("entries/", views.entry_list, name="entry-list"),
    path("entries/<int:pk>/", views.entry_detail, name="entry-detail"),
    path("entries/<int:pk>/edit/", views.entry_edit, name="entry-edit"),
    path("entries/<int:pk>/submit/", views.entry_submit, name="entry-submit"),
    path("entries/<int:pk>/withdraw/", views.entry_withdraw, name="entry-withdraw"),
    path("entries/<int:pk>/receipt.pdf", views.entry_receipt, name="entry-receipt"),
]
