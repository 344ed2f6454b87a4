from django.urls import path

from courses.views import (
    analysis,
    authoring,
    certificates,
    draft_assets,
    drafts,
    feedback,
    finding,
    imports,
    learning,
    notes,
    overrides,
    quizzes,
    reading,
    regrades,
    reviews,
    uploads,
    verifying,
)

app_name = "courses"
urlpatterns = [
    path("courses/", finding.catalogue, name="catalogue"),
    path("courses/<slug:course>/", learning.course, name="course"),
    path("courses/<slug:course>/enrol/", learning.enrol, name="enrol"),
    path("courses/<slug:course>/glossary/", reading.glossary, name="glossary"),
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
    path("certificates/<uuid:public_id>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:public_id>/certificate.pdf", certificates.download, name="download_certificate"),
    path("certificates/<uuid:public_id>/revoke/", certificates.revoke, name="revoke_certificate"),
    path("certificates/<uuid:public_id>/reissue/", certificates.reissue, name="reissue_certificate"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:number>/", verifying.verify_number, name="verify_number"),
    path("courses/<slug:course>/<slug:lesson>/bookmark/", notes.bookmark, name="bookmark"),
    path("courses/<slug:course>/<slug:lesson>/clear/", notes.say_clear, name="say_clear"),
    path("bookmarks/", notes.bookmarks, name="bookmarks"),
    path(
        "courses/<slug:course>/<slug:lesson>/acknowledge/<slug:key>/", reading.acknowledge, name="acknowledge"
    ),
    path("assets/<slug:sha256>/<str:name>", reading.asset, name="asset"),
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
    path("authoring/", authoring.authoring, name="authoring"),
    path("authoring/new/", drafts.new_course, name="new_course"),
    path("authoring/upload/", uploads.upload, name="upload"),
    path("authoring/import/", imports.import_questions, name="import_questions"),
    path("authoring/import/file/", imports.download_questions, name="download_questions"),
    path("authoring/revisions/<uuid:public_id>/", authoring.preview, name="preview"),
    path("authoring/revisions/<uuid:public_id>/course.zip", authoring.course_zip, name="course_zip"),
    path("authoring/revisions/<uuid:public_id>/publish/", authoring.publish, name="publish"),
    path("authoring/revisions/<uuid:public_id>/glossary/", reading.preview_glossary, name="preview_glossary"),
    path(
        "authoring/revisions/<uuid:public_id>/<slug:lesson>/", authoring.preview_lesson, name="preview_lesson"
    ),
    path(
        "authoring/revisions/<uuid:public_id>/<slug:lesson>/quiz/<slug:quiz>/",
        quizzes.preview_quiz,
        name="preview_quiz",
    ),
    path("authoring/<slug:course>/", authoring.authoring_course, name="authoring_course"),
    path("authoring/<slug:course>/edit/", drafts.draft, name="draft"),
    path("authoring/<slug:course>/edit/open/", drafts.open_draft, name="open_draft"),
    path("authoring/<slug:course>/edit/structure/", drafts.restructure, name="restructure"),
    path("authoring/<slug:course>/edit/finish/", drafts.finish_draft, name="finish_draft"),
    path("authoring/<slug:course>/edit/lessons/<slug:lesson>/", drafts.draft_lesson, name="draft_lesson"),
    path("authoring/<slug:course>/edit/assets/", draft_assets.draft_assets, name="draft_assets"),
    path("authoring/<slug:course>/edit/assets/change/", draft_assets.change_asset, name="change_asset"),
    path("authoring/<slug:course>/edit/assets/block/", draft_assets.add_block_of_file, name="add_file_block"),
    path("authoring/<slug:course>/edit/file/", drafts.draft_file, name="draft_file"),
    path("authoring/<slug:course>/edit/file/save/", drafts.save_draft_file, name="save_draft_file"),
    path("authoring/<slug:course>/edit/file/change/", drafts.change_file, name="change_file"),
    path("authoring/<slug:course>/edit/file/preview/", drafts.preview_file, name="preview_file"),
    path("authoring/<slug:course>/edit/file/translate/", drafts.translate_file, name="translate_file"),
    path("authoring/<slug:course>/edit/file/history/", drafts.draft_history, name="draft_history"),
    path("authoring/<slug:course>/edit/file/restore/", drafts.restore_save, name="restore_save"),
    path("authoring/<slug:course>/edit/merge/<int:save>/", drafts.merge, name="draft_merge"),
    path("authoring/<slug:course>/edit/merge/<int:save>/settle/", drafts.settle_merge, name="settle_merge"),
    path("authoring/<slug:course>/feedback/", feedback.feedback, name="feedback"),
    path("authoring/<slug:course>/feedback/<uuid:public_id>/", feedback.settle, name="settle_feedback"),
    path(
        "authoring/<slug:course>/analysis/<slug:lesson>/<slug:quiz>/",
        analysis.quiz_analysis,
        name="quiz_analysis",
    ),
    path(
        "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/",
        regrades.regrade_quiz,
        name="regrade_quiz",
    ),
    path(
        "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/compare/",
        regrades.compare,
        name="compare_marks",
    ),
    path(
        "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/",
        regrades.regrade,
        name="regrade",
    ),
    path(
        "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/apply/",
        regrades.apply,
        name="apply_regrade",
    ),
    path(
        "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/undo/",
        regrades.undo,
        name="undo_regrade",
    ),
    path(
        "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/discard/",
        regrades.discard,
        name="discard_regrade",
    ),
]
