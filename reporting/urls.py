from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.home, name="home"),
    path("team/", views.team, name="team"),
    path("team/line/", views.team_line, name="team_line"),
    path("team/<uuid:public_id>/", views.person, name="person"),
]
