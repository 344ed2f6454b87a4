from django.urls import path

from courses.views import analysis, authoring, learning, overrides, quizzes, reviews, uploads

app_name = "courses"
urlpatterns = [
    path("courses/", learning.catalogue, name="catalogue"),
    path("courses/<slug:course>/", learning.course, name="course"),
    path("courses/<slug:course>/enrol/", learning.enrol, name="enrol"),
    path("courses/<slug:course>/<slug:lesson>/", learning.lesson, name="lesson"),
    path("courses/<slug:course>/<slug:lesson>/read/", learning.mark_read, name="mark_read"),
    path("courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/", quizzes.answer_quiz, name="answer_quiz"),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/begin/", quizzes.begin_quiz, name="begin_quiz"
    ),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/check/", quizzes.check_quiz, name="check_quiz"
    ),
    path("courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/save/", quizzes.save_quiz, name="save_quiz"),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/attempts/<int:number>/",
        reviews.attempt,
        name="attempt",
    ),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/overrides/",
        overrides.overrides,
        name="overrides",
    ),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/overrides/<uuid:public_id>/",
        overrides.override,
        name="override",
    ),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/overrides/<uuid:public_id>/withdraw/",
        overrides.withdraw,
        name="withdraw_override",
    ),
    path("certificates/<uuid:public_id>/", learning.certificate, name="certificate"),
    path("authoring/", authoring.authoring, name="authoring"),
    path("authoring/upload/", uploads.upload, name="upload"),
    path("authoring/revisions/<uuid:public_id>/", authoring.preview, name="preview"),
    path("authoring/revisions/<uuid:public_id>/publish/", authoring.publish, name="publish"),
    path(
        "authoring/revisions/<uuid:public_id>/<slug:lesson>/", authoring.preview_lesson, name="preview_lesson"
    ),
    path(
        "authoring/revisions/<uuid:public_id>/<slug:lesson>/quiz/<slug:quiz>/",
        quizzes.preview_quiz,
        name="preview_quiz",
    ),
    path("authoring/<slug:course>/", authoring.authoring_course, name="authoring_course"),
    path(
        "authoring/<slug:course>/analysis/<slug:lesson>/<slug:quiz>/",
        analysis.quiz_analysis,
        name="quiz_analysis",
    ),
]
