"""One look at everybody's access asks as little for many as for one, and answers as the door did."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import AccessToken
from people.sessions import SessionStore
from people.tokens import Scope, issue_token
from training_jobs.models import Run
from training_jobs.watching import Viewer, refused, run_in_view

pytestmark = pytest.mark.django_db
EVERYBODY = ("ling", "marco", "omar", "sven", "aisha", "dana", "hr")


@pytest.fixture
def run(queued_run) -> Run:
    return queued_run()


def by_session(user) -> Viewer:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "people.signin.PersonBackend"
    session.save()
    return Viewer(None, session.session_key)


def by_token(user, scope: Scope = Scope.RUNS_READ) -> Viewer:
    issue_token(by=None, user=user, scopes={scope})
    return Viewer(AccessToken.objects.latest("pk").pk, None)


def test_the_look_agrees_with_the_door(company, run):
    people = [getattr(company, name) for name in EVERYBODY]
    viewers = [by(person) for person in people for by in (by_session, by_token)]
    viewers += [by_token(company.ling, Scope.COURSES_READ), Viewer(None, "nobody"), Viewer(None, None)]
    at_the_door = [not isinstance(run_in_view(viewer, run.public_id), Run) for viewer in viewers]
    owner = run.experiment.owner_id
    assert refused([(viewer, owner) for viewer in viewers]) == at_the_door
    assert at_the_door.count(False) == 2 * len(("ling", "marco", "dana"))


def test_the_queries_do_not_grow_with_the_sockets(company, run):
    owner = run.experiment.owner_id

    def asked(times: int) -> int:
        viewers = [by(company.marco) for _each in range(times) for by in (by_session, by_token)]
        with CaptureQueriesContext(connection) as queries:
            assert not any(refused([(viewer, owner) for viewer in viewers]))
        return len(queries)

    assert asked(1) == asked(40) <= 4
