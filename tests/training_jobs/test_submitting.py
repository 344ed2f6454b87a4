import pytest
from django.core.exceptions import PermissionDenied

from lms.kit.refusals import Conflict
from people.models import AuditEvent
from tests.threads import at_once
from tests.training_jobs.conftest import labs_of
from tests.training_jobs.told import SPEC
from training_jobs import access, doorbell
from training_jobs.actions import request_grading, submit_experiment
from training_jobs.contract.problems import SpecRefused
from training_jobs.contract.spec import parse_spec
from training_jobs.models import Experiment, Grading, Kind, Run
from training_jobs.states import State
from training_jobs.stream import events_after

DATASETS = ("insurer-messages",)


@pytest.fixture
def spec():
    return parse_spec(SPEC, datasets=DATASETS)


@pytest.fixture
def trained(company, labs, queued_run):
    """A finished run of the graded lab."""
    return queued_run(company.ling, place=labs.graded, state=State.FINISHED, attempt=1)


@pytest.mark.django_db
def test_an_experiment_keeps_all_that_repeats_it(company, labs, spec):
    run = submit_experiment(by=company.ling, spec=spec, place=labs.graded, prediction=0.7)
    experiment = run.experiment
    assert (run.state, run.kind) == (State.QUEUED, Kind.TRAIN)
    assert experiment.spec["batch_size"] == 16, "defaults are written out"
    assert (experiment.lab, experiment.prediction) == ("first-classifier/sorting/sort", 0.7)
    assert experiment.revision == labs.enrolment.revision
    assert [event["data"]["state"] for event in events_after(run, 0)] == ["queued"]
    assert AuditEvent.objects.get(object_id=str(run.public_id)).actor == company.ling


@pytest.mark.django_db
def test_the_same_settings_in_two_tabs_are_one_run_while_it_is_open(company, labs, spec):
    ask = {"by": company.ling, "spec": spec, "place": labs.graded}
    first, second = (
        submit_experiment(**ask, idempotency_key="a"),
        submit_experiment(**ask, idempotency_key="b"),
    )
    assert first == second
    Run.objects.update(state=State.FINISHED)
    assert submit_experiment(**ask, idempotency_key="c") != first


@pytest.mark.django_db
def test_a_free_experiment_needs_no_course(company, spec):
    run = submit_experiment(by=company.sven, spec=spec)
    assert run.experiment.lab == ""
    assert "minilm-l6" in run.experiment.title


@pytest.mark.django_db(transaction=True)
def test_two_submits_with_one_key_are_one_run(company, spec):
    submits = [
        lambda: submit_experiment(by=company.ling, spec=spec, idempotency_key="once") for _each in range(6)
    ]
    runs = at_once(*submits)
    assert len({run.pk for run in runs}) == 1
    assert Experiment.objects.count() == Run.objects.count() == 1
    assert submit_experiment(by=company.ling, spec=spec, idempotency_key="once").pk == runs[0].pk


@pytest.mark.django_db
def test_another_person_may_use_the_same_key(company, spec):
    runs = [submit_experiment(by=who, spec=spec, idempotency_key="k") for who in (company.ling, company.sven)]
    assert len({run.pk for run in runs}) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("prediction", [-0.1, 1.01, float("nan")])
def test_a_prediction_is_a_share(company, spec, prediction):
    with pytest.raises(SpecRefused, match="from 0 to 1"):
        submit_experiment(by=company.ling, spec=spec, prediction=prediction)
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_nobody_can_fill_the_queue_alone(company, spec):
    for _each in range(access.OPEN_RUNS_EACH):
        submit_experiment(by=company.ling, spec=spec)
    with pytest.raises(Conflict, match="already have 20 runs"):
        submit_experiment(by=company.ling, spec=spec)
    assert submit_experiment(by=company.sven, spec=spec)


@pytest.mark.django_db(transaction=True)
def test_a_submit_rings(company, spec):
    before = doorbell.waiting_doorbells()
    submit_experiment(by=company.ling, spec=spec)
    assert doorbell.waiting_doorbells() == before + 1


@pytest.mark.django_db
def test_a_hostile_template_is_kept_without_its_nul(company, labs):
    spec = parse_spec(
        {
            "task": "prompt",
            "base_model": "smollm2-135m-instruct",
            "dataset": "insurer-messages",
            "template": "\x00{{message}}",
        },
        datasets=DATASETS,
    )
    run = submit_experiment(by=company.ling, spec=spec, place=labs.prompt, title="a\x00b")
    assert run.kind == Kind.PROMPT
    assert run.experiment.title == "a\ufffdb"


@pytest.mark.django_db
def test_grading_makes_a_run_that_scores_the_trained_one(company, trained):
    grading = request_grading(by=company.ling, run=trained)
    assert (grading.number, grading.threshold, grading.counts) == (1, 0.8, True)
    assert (grading.run.kind, grading.run.graded_run, grading.trained) == (Kind.GRADE, trained, trained)


@pytest.mark.django_db(transaction=True)
def test_two_gradings_asked_at_once_are_one(company, trained):
    answers = at_once(*[lambda: request_grading(by=company.ling, run=trained)] * 4)
    assert {answer.pk for answer in answers} == {Grading.objects.get().pk}


@pytest.mark.django_db
def test_a_run_that_is_scored_gets_its_score_again_and_spends_no_try(company, trained):
    first = request_grading(by=company.ling, run=trained)
    assert request_grading(by=company.ling, run=trained) == first, "while it is on the way"
    Run.objects.filter(pk=first.run_id).update(state=State.FINISHED)
    Grading.objects.update(macro_f1=0.4, passed=False)
    assert request_grading(by=company.ling, run=trained) == first
    assert Run.objects.filter(kind=Kind.GRADE).count() == 1


@pytest.mark.django_db
def test_a_lab_allows_so_many_gradings(company, trained):
    for number in (1, 2, 3):
        grading = request_grading(by=company.ling, run=trained)
        assert grading.number == number
        Run.objects.filter(pk=grading.run_id).update(state=State.FINISHED)
    assert "All 3 gradings" in access.check_can_grade.refusal(company.ling, trained)
    Grading.objects.filter(number=2).update(counts=False)
    assert request_grading(by=company.ling, run=trained).number == 4, "a try given back may be used again"


@pytest.mark.django_db
def test_why_a_run_cannot_be_graded(company, labs, trained, queued_run):
    reason = access.check_can_grade.refusal
    assert reason(company.ling, trained) == ""
    assert "Only the person" in reason(company.marco, trained)
    assert "does not belong" in reason(company.ling, queued_run(state=State.FINISHED))
    assert "Only a finished" in reason(company.ling, queued_run(place=labs.graded, state=State.RUNNING))
    assert "fine-tuning" in reason(company.ling, queued_run(place=labs.prompt, kind=Kind.PROMPT))
    with pytest.raises(PermissionDenied):
        request_grading(by=company.marco, run=trained)


@pytest.mark.django_db
def test_who_sees_a_run(company, queued_run):
    run = queued_run(company.ling)
    seers = {
        name
        for name in ("ling", "marco", "omar", "sven", "aisha", "dana", "hr")
        if access.visible_to(getattr(company, name)).filter(pk=run.pk).exists()
    }
    assert seers == {"ling", "marco", "dana"}


@pytest.mark.django_db
def test_a_lab_of_another_person_is_their_own(company, labs, spec):
    sven = labs_of(company.sven)
    run = submit_experiment(by=company.sven, spec=spec, place=sven.graded)
    assert run.experiment.enrolment == sven.enrolment
