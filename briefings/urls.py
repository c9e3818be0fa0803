from django.urls import path

from .views import meetings

app_name = "briefings"
urlpatterns = [
    path("", meetings.briefing_list, name="briefing-list"),
    path("<int:pk>/", meetings.briefing_detail, name="briefing-detail"),
    path("<int:pk>.ics", meetings.briefing_ics, name="briefing-ics"),
    path("invitations/<int:pk>/", meetings.invitation_answer, name="invitation-answer"),
]
