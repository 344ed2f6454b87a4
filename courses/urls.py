from django.urls import path

from courses.views import analysis, authoring, feedback, finding, learning, notes, quizzes, uploads

app_name = "courses"
urlpatterns = [
    path("courses/", finding.catalogue, name="catalogue"),
    path("courses/<slug:course>/", learning.course, name="course"),
    path("courses/<slug:course>/enrol/", learning.enrol, name="enrol"),
    path("courses/<slug:course>/<slug:lesson>/", learning.lesson, name="lesson"),
    path("courses/<slug:course>/<slug:lesson>/read/", learning.mark_read, name="mark_read"),
    path("courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/", quizzes.answer_quiz, name="answer_quiz"),
    path(
        "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/begin/", quizzes.begin_quiz, name="begin_quiz"
    ),
    path("courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/save/", quizzes.save_quiz, name="save_quiz"),
    path("courses/<slug:course>/<slug:lesson>/bookmark/", notes.bookmark, name="bookmark"),
    path("courses/<slug:course>/<slug:lesson>/clear/", notes.say_clear, name="say_clear"),
    path("bookmarks/", notes.bookmarks, name="bookmarks"),
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
    path("authoring/<slug:course>/feedback/", feedback.feedback, name="feedback"),
    path("authoring/<slug:course>/feedback/<uuid:public_id>/", feedback.settle, name="settle_feedback"),
    path(
        "authoring/<slug:course>/analysis/<slug:lesson>/<slug:quiz>/",
        analysis.quiz_analysis,
        name="quiz_analysis",
    ),
]
