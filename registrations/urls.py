from django.urls import path

from .views import entries, prefills, prints, producers, samples, uploads

app_name = "registrations"
urlpatterns = [
    path("", producers.home, name="home"),
    path("producers/", producers.producer_list, name="producer-list"),
    path("producers/<int:pk>/", producers.producer_detail, name="producer-detail"),
    path("producers/<int:pk>/entries/new/", entries.entry_new, name="entry-new"),
    path("labels.pdf", prints.product_labels, name="product-labels"),
    path("manifest.pdf", prints.product_manifest, name="product-manifest"),
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/<int:pk>/", entries.entry_detail, name="entry-detail"),
    path("entries/<int:pk>/edit/", entries.entry_edit, name="entry-edit"),
    path("entries/<int:pk>/submit/", entries.entry_submit, name="entry-submit"),
    path("entries/<int:pk>/withdraw/", entries.entry_withdraw, name="entry-withdraw"),
    path("entries/<int:pk>/sample/", samples.sample_receive, name="sample-receive"),
    path("samples/", samples.sample_list, name="sample-list"),
    path("samples/scan/", samples.sample_scan, name="sample-scan"),
    path("samples/<int:pk>/", samples.sample_detail, name="sample-detail"),
    path("samples/<int:pk>/edit/", samples.sample_edit, name="sample-edit"),
    path("samples/<int:pk>/relabel/", samples.sample_relabel, name="sample-relabel"),
    path("samples/moves/<int:pk>/correct/", samples.move_correct, name="move-correct"),
    path("entries/<int:pk>/receipt.pdf", prints.entry_receipt, name="entry-receipt"),
    path("prefills/", prefills.prefill_list, name="prefill-list"),
    path("prefills/open/", prefills.prefill_open, name="prefill-open"),
    path("prefills/<int:pk>/", prefills.prefill_detail, name="prefill-detail"),
    path("prefills/poster.pdf", prefills.prefill_poster, name="prefill-poster"),
    path("entries/<int:pk>/files/", uploads.upload_add, name="upload-add"),
    path("entries/<int:pk>/photos/", uploads.photo_list, name="entry-photos"),
    path("entries/<int:pk>/phone/", uploads.photo_link_open, name="photo-link-open"),
    path("entries/<int:pk>/phone/end/", uploads.photo_link_end, name="photo-link-end"),
    path("files/<int:pk>/remove/", uploads.upload_remove, name="upload-remove"),
    path("files/<int:pk>/", uploads.upload_file, name="upload-file"),
    path("files/<int:pk>/thumb/", uploads.upload_thumb, name="upload-thumb"),
]
