"""Who may pass which door: every URL of the site, by method, for each kind of visitor. A missing URL fails the build.

Columns of a page: anonymous, Ling (whose things they are), Sven (a learner of another unit), Marco (her manager),
Omar (another manager), Aisha (author), Dana (administrator). `login` is the redirect to the sign-in page.
Columns of the API: no token, HR system's token, Ling's token, Sven's token, Ling's token without the needed scope.
"""

PAGE_COLUMNS = ("anonymous", "ling", "sven", "marco", "omar", "aisha", "dana")
API_COLUMNS = ("nobody", "hr", "ling", "sven", "narrow")

EVERYBODY = "200 200 200 200 200 200 200"
SIGNED_IN = "login 200 200 200 200 200 200"
AUTHORS = "login 403 403 403 403 200 200"
AUTHORS_ACT = "login 403 403 403 403 302 302"
OF_NO_FILE = "login 403 403 403 403 404 404"

PAGES: dict[str, dict[str, str]] = {
    "favicon.ico": {"GET": "302 302 302 302 302 302 302"},
    "healthz/live": {"GET": EVERYBODY},
    "healthz/ready": {"GET": EVERYBODY},
    "accounts/login/": {"GET": "200 302 302 302 302 302 302", "POST": "200 302 302 302 302 302 302"},
    "accounts/logout/": {"GET": "302 200 200 200 200 200 200", "POST": "302 302 302 302 302 302 302"},
    "accounts/password/": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "people/language/": {"POST": "302 302 302 302 302 302 302"},
    "": {"GET": SIGNED_IN},
    "team/": {"GET": "login 403 403 200 200 403 200"},
    "team/line/": {"GET": "login 403 403 200 200 403 200"},
    "team/<uuid:public_id>/": {"GET": "login 200 404 200 404 404 200"},
    "courses/": {"GET": SIGNED_IN},
    "courses/<slug:course>/": {"GET": SIGNED_IN},
    "courses/<slug:course>/enrol/": {"POST": "login 302 302 302 302 302 302"},
    "courses/<slug:course>/enrol/again/": {"POST": "login 409 404 404 404 404 404"},
    "courses/<slug:course>/glossary/": {"GET": SIGNED_IN},
    "courses/<slug:course>/<slug:lesson>/": {"GET": "login 200 302 302 302 302 302"},
    "courses/<slug:course>/<slug:lesson>/read/": {"POST": "login 409 404 404 404 404 404"},
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/": {"POST": "login 422 404 404 404 404 404"},
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/begin/": {"POST": "login 302 404 404 404 404 404"},
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/check/": {"POST": "login 409 404 404 404 404 404"},
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/save/": {"POST": "login 200 404 404 404 404 404"},
    "courses/<slug:course>/<slug:lesson>/bookmark/": {"POST": "login 302 404 404 404 404 404"},
    "courses/<slug:course>/<slug:lesson>/clear/": {"POST": "login 409 404 404 404 404 404"},
    "bookmarks/": {"GET": SIGNED_IN},
    "courses/<slug:course>/<slug:lesson>/acknowledge/<slug:key>/": {"POST": "login 302 404 404 404 404 404"},
    "assets/<slug:sha256>/<str:name>": {"GET": "login 404 404 404 404 200 200"},
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/attempts/<int:number>/": {
        "GET": "login 200 404 404 404 404 404"
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/attempts/<int:number>/<slug:question>/again/": {
        "POST": "login 404 404 404 404 404 404"
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/files/<slug:question>/": {
        "POST": "login 404 404 404 404 404 404"
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/run/<slug:question>/": {
        "GET": "login 404 404 404 404 404 404"
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/run/<slug:question>/again/": {
        "POST": "login 404 404 404 404 404 404"
    },
    "answers/files/<uuid:public_id>/": {"GET": "login 404 404 404 404 404 404"},
    "marking/": {"GET": AUTHORS},
    "marking/<uuid:attempt>/<slug:question>/": {
        "GET": "login 403 403 403 403 404 404",
        "POST": "login 403 403 403 403 404 404",
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/overrides/": {
        "GET": "login 403 403 200 200 200 200"
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/overrides/<uuid:public_id>/": {
        "GET": "login 403 403 200 404 200 200",
        "POST": "login 403 403 422 404 422 422",
    },
    "courses/<slug:course>/<slug:lesson>/quiz/<slug:quiz>/overrides/<uuid:public_id>/withdraw/": {
        "POST": "login 403 403 302 404 302 302"
    },
    "certificates/<uuid:public_id>/": {"GET": "login 200 404 200 404 404 200"},
    "certificates/<uuid:public_id>/certificate.pdf": {"GET": "login 200 404 200 404 404 200"},
    "certificates/<uuid:public_id>/revoke/": {
        "GET": "login 403 403 403 403 403 200",
        "POST": "login 403 403 403 403 403 422",
    },
    "certificates/<uuid:public_id>/reissue/": {
        "GET": "login 403 403 403 403 403 200",
        "POST": "login 403 403 403 403 403 422",
    },
    "review/": {"GET": SIGNED_IN, "POST": "login 302 302 302 302 302 302"},
    "paths/": {"GET": "login 302 302 302 302 302 302"},
    "paths/<slug:path>/": {"GET": SIGNED_IN},
    "paths/<slug:path>/placement/": {"POST": "login 404 404 404 404 404 404"},
    "paths/<slug:path>/join/": {"POST": "login 302 302 302 302 302 302"},
    "paths/<slug:path>/leave/": {"POST": "login 403 302 302 302 302 302"},
    "paths/<slug:path>/people/": {
        "GET": "login 403 403 200 200 403 200",
        "POST": "login 403 403 422 422 403 422",
    },
    "paths/<slug:path>/people/<uuid:public_id>/withdraw/": {"POST": "login 403 403 302 404 403 302"},
    "verify/": {"GET": EVERYBODY},
    "verify/<str:number>/": {"GET": EVERYBODY},
    "authoring/": {"GET": AUTHORS},
    "authoring/new/": {"POST": "login 403 403 403 403 422 422"},
    "authoring/upload/": {"POST": "login 403 403 403 403 422 422"},
    "authoring/import/": {"GET": AUTHORS, "POST": "login 403 403 403 403 422 422"},
    "authoring/import/<uuid:public_id>/": {
        "GET": "login 404 404 404 404 404 404",
        "POST": "login 404 404 404 404 404 404",
    },
    "authoring/import/<uuid:public_id>/<slug:kind>.yaml": {"GET": "login 404 404 404 404 404 404"},
    "authoring/paths/": {"GET": AUTHORS},
    "authoring/paths/new/": {"GET": AUTHORS, "POST": "login 403 403 403 403 422 422"},
    "authoring/paths/upload/": {"POST": "login 403 403 403 403 422 422"},
    "authoring/paths/<uuid:public_id>/": {"GET": AUTHORS},
    "authoring/paths/<uuid:public_id>/edit/": {"GET": AUTHORS, "POST": "login 403 403 403 403 422 422"},
    "authoring/paths/<uuid:public_id>/path.yaml": {"GET": AUTHORS},
    "authoring/paths/<uuid:public_id>/publish/": {"POST": "login 403 403 403 403 302 302"},
    "authoring/<slug:course>/": {"GET": AUTHORS},
    "authoring/<slug:course>/people/": {"GET": AUTHORS},
    "authoring/<slug:course>/people/rules/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/people/<uuid:public_id>/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/people/<uuid:public_id>/take/": {"POST": "login 403 403 403 403 404 404"},
    "authoring/<slug:course>/duplicate/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/archive/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/scheduled/<uuid:public_id>/": {"POST": "login 403 403 403 403 404 404"},
    "authoring/<slug:course>/comments/": {"GET": AUTHORS, "POST": "login 403 403 403 403 409 409"},
    "authoring/<slug:course>/comments/<uuid:public_id>/": {"POST": "login 403 403 403 403 404 404"},
    "authoring/<slug:course>/questions/": {"GET": AUTHORS},
    "authoring/<slug:course>/review/": {"GET": AUTHORS, "POST": "login 403 403 403 403 409 409"},
    "authoring/<slug:course>/review/<uuid:public_id>/": {"POST": "login 403 403 403 403 404 404"},
    "authoring/<slug:course>/edit/": {"GET": AUTHORS},
    "authoring/<slug:course>/edit/translate/<slug:language>/": {
        "GET": AUTHORS,
        "POST": "login 403 403 403 403 404 404",
    },
    "authoring/<slug:course>/edit/changes/": {"GET": AUTHORS},
    "authoring/<slug:course>/edit/draft.zip": {"GET": AUTHORS},
    "authoring/<slug:course>/edit/open/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/edit/structure/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/edit/finish/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/edit/lessons/<slug:lesson>/": {"GET": AUTHORS},
    "authoring/<slug:course>/edit/lessons/<slug:lesson>/preview/": {"GET": AUTHORS},
    "authoring/<slug:course>/edit/assets/": {"GET": AUTHORS, "POST": "login 403 403 403 403 422 422"},
    "authoring/<slug:course>/edit/import/": {"GET": AUTHORS, "POST": "login 403 403 403 403 422 422"},
    "authoring/<slug:course>/edit/import/<uuid:public_id>/": {"GET": OF_NO_FILE, "POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/assets/change/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/assets/block/": {"POST": "login 403 403 403 403 422 422"},
    "authoring/<slug:course>/edit/replay/": {"POST": AUTHORS_ACT},
    "authoring/<slug:course>/edit/file/": {"GET": AUTHORS_ACT},
    "authoring/<slug:course>/edit/file/save/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/file/change/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/file/preview/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/file/try/": {"GET": OF_NO_FILE, "POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/file/measure/": {"GET": OF_NO_FILE, "POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/file/translate/": {"POST": "login 403 403 403 403 409 409"},
    "authoring/<slug:course>/edit/file/history/": {"GET": OF_NO_FILE},
    "authoring/<slug:course>/edit/file/restore/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/linked/": {"GET": AUTHORS_ACT},
    "authoring/<slug:course>/edit/linked/add/": {"POST": "login 403 403 403 403 409 409"},
    "authoring/<slug:course>/edit/linked/own/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/linked/take/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/edit/merge/<int:save>/": {"GET": OF_NO_FILE},
    "authoring/<slug:course>/edit/merge/<int:save>/settle/": {"POST": OF_NO_FILE},
    "authoring/<slug:course>/feedback/": {"GET": AUTHORS},
    "authoring/<slug:course>/feedback/<uuid:public_id>/": {"POST": "login 403 403 403 403 404 404"},
    "authoring/<slug:course>/analysis/<slug:lesson>/<slug:quiz>/": {"GET": AUTHORS},
    "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/": {"GET": AUTHORS},
    "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/compare/": {
        "POST": "login 403 403 403 403 422 422"
    },
    "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/": {"GET": AUTHORS},
    "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/apply/": {
        "POST": "login 403 403 403 403 409 409"
    },
    "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/undo/": {
        "POST": "login 403 403 403 403 409 409"
    },
    "authoring/<slug:course>/regrade/<slug:lesson>/<slug:quiz>/<uuid:public_id>/discard/": {
        "POST": "login 403 403 403 403 302 302"
    },
    "authoring/revisions/<uuid:public_id>/": {"GET": AUTHORS},
    "authoring/revisions/<uuid:public_id>/course.zip": {"GET": AUTHORS},
    "authoring/revisions/<uuid:public_id>/publish/": {"POST": "login 403 403 403 403 302 302"},
    "authoring/revisions/<uuid:public_id>/glossary/": {"GET": AUTHORS},
    "authoring/revisions/<uuid:public_id>/<slug:lesson>/": {"GET": AUTHORS},
    "authoring/revisions/<uuid:public_id>/<slug:lesson>/quiz/<slug:quiz>/": {
        "POST": "login 403 403 403 403 422 422"
    },
    "labs/<slug:course>/<slug:lesson>/<slug:lab>/": {
        "GET": "login 200 302 302 302 302 302",
        "POST": "login 422 302 302 302 302 302",
    },
    "labs/<slug:course>/<slug:lesson>/<slug:lab>/recording/": {"GET": "login 200 404 404 404 404 404"},
    "labs/<slug:course>/<slug:lesson>/<slug:lab>/recording/events/": {"GET": "login 200 404 404 404 404 404"},
    "authoring/<slug:course>/labs/<slug:lesson>/<slug:lab>/": {"GET": AUTHORS},
    "authoring/<slug:course>/labs/<slug:lesson>/<slug:lab>/dry-run/": {"GET": AUTHORS, "POST": AUTHORS_ACT},
    "experiments/": {"GET": SIGNED_IN},
    "compare/": {"GET": "login 302 302 302 302 302 302"},
    "runs/<uuid:public_id>/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/events/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/curve/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/log/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/log/download/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/pause/": {"POST": "login 409 404 409 404 404 409"},
    "runs/<uuid:public_id>/resume/": {"POST": "login 409 404 409 404 404 409"},
    "runs/<uuid:public_id>/stop/": {"POST": "login 409 404 409 404 404 409"},
    "runs/<uuid:public_id>/cancel/": {"POST": "login 409 404 409 404 404 409"},
    "runs/<uuid:public_id>/replay/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/replay/download/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/grade/": {"POST": "login 302 404 403 404 404 403"},
    "runs/<uuid:public_id>/artefact/": {"GET": "login 200 404 200 404 404 200"},
    "runs/<uuid:public_id>/waiting/": {"GET": "login 200 404 200 404 404 200"},
    "compute/": {"GET": SIGNED_IN},
    "queue/": {"GET": "login 403 403 403 403 403 200"},
    "queue/nodes/<str:name>/drain/": {"POST": "login 403 403 403 403 403 404"},
    "queue/nodes/<str:name>/undrain/": {"POST": "login 403 403 403 403 403 404"},
}

API: dict[str, dict[str, str]] = {
    "api/v1/users": {"GET": "401 200 403 403 403"},
    "api/v1/courses": {"GET": "401 200 200 200 403"},
    "api/v1/enrolments": {"GET": "401 200 403 403 403", "POST": "401 201 403 403 403"},
    "api/v1/paths": {"GET": "401 200 403 403 403"},
    "api/v1/path-enrolments/<uuid:id>": {"DELETE": "401 200 403 403 403"},
    "api/v1/path-enrolments": {"GET": "401 200 403 403 403", "POST": "401 201 403 403 403"},
    "api/v1/completions": {"GET": "401 200 403 403 403"},
    "api/v1/experiments": {"POST": "401 403 201 201 403"},
    "api/v1/runs/<uuid:id>": {"GET": "401 403 200 404 403"},
    "api/v1/runs/<uuid:id>/events": {"GET": "401 403 200 404 403"},
    "api/v1/runs/<uuid:id>/curve": {"GET": "401 403 200 404 403"},
    "api/v1/runs/<uuid:id>/pause": {"POST": "401 403 409 404 403"},
    "api/v1/runs/<uuid:id>/resume": {"POST": "401 403 409 404 403"},
    "api/v1/runs/<uuid:id>/stop": {"POST": "401 403 409 404 403"},
    "api/v1/runs/<uuid:id>/cancel": {"POST": "401 403 409 404 403"},
    "api/v1/runs/<uuid:id>/report": {"GET": "401 403 200 404 403"},
    "api/v1/compute": {"GET": "401 403 200 200 403"},
    "api/v1/schema": {"GET": "200 200 200 200 200"},
    "api/v1/schema/": {"GET": "200 200 200 200 200"},
    "api/docs/": {"GET": "200 200 200 200 200"},
}
