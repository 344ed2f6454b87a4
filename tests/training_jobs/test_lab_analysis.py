"""Aisha looks back on a lab: who gets through, with how many tries, with which settings, and what breaks."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Course
from tests.conftest import Company, person
from tests.training_jobs.conftest import Labs
from tests.training_jobs.told import SPEC
from training_jobs.contract.knobs import open_knobs
from training_jobs.lab_analysis import LabFigures, lab_figures
from training_jobs.models import Experiment, Grading, Kind, Run

pytestmark = pytest.mark.django_db
PAGE = "/authoring/first-classifier/labs/sorting/sort/"
PROMPTS = "/authoring/first-classifier/labs/asking/ask/"
KNOBS = {"method": {"options": ["lora", "head", "full"]}, "epochs": {"min": 1, "max": 10}}


@dataclass
class Crowd:
    """People who train, and have what they trained graded."""

    labs: Labs
    count: int = 0

    def somebody(self) -> Any:
        self.count += 1
        return person(f"Taker{self.count}")

    def run(
        self, owner: Any, *, f1: float | None = None, failure: str = "", minutes: float = 0, **spec: Any
    ) -> Run:
        place = self.labs.graded
        asked = Experiment.objects.create(
            owner=owner, title="A try", spec={**SPEC, **spec}, lab=place.path, revision=place.revision
        )
        began = timezone.now() - timedelta(hours=1)
        run = Run.objects.create(
            experiment=asked,
            kind=Kind.TRAIN,
            state="failed" if failure else "finished",
            failure=failure,
            macro_f1=f1,
        )
        ended = began + timedelta(minutes=minutes)
        Run.objects.filter(pk=run.pk).update(created_at=began, started_at=began, ended_at=ended)
        return run

    def graded(
        self, trained: Run, score: float, *, number: int, counts: bool = True, minutes: float = 5
    ) -> None:
        ended = timezone.now() - timedelta(hours=1) + timedelta(minutes=minutes)
        run = Run.objects.create(
            experiment=trained.experiment,
            kind=Kind.GRADE,
            state="finished",
            macro_f1=score,
            accuracy=score,
            ended_at=ended,
        )
        Grading.objects.create(
            run=run, trained=trained, owner=trained.experiment.owner, lab=self.labs.graded.path, number=number,
            threshold=0.8, macro_f1=score, passed=score >= 0.8 if counts else None, counts=counts,
        )  # fmt: skip


@pytest.fixture
def crowd(labs: Labs) -> Crowd:
    labs.graded.block.content = {**labs.graded.block.content, "knobs": KNOBS}
    labs.graded.block.save()
    Course.objects.update(open_to_authors=True)
    return Crowd(labs)


@pytest.fixture
def figures(crowd: Crowd) -> Callable[[], LabFigures]:
    place = crowd.labs.graded
    return lambda: lab_figures(place.path, place.revision.pk, place.config, open_knobs(place.config))


@pytest.fixture
def aisha(client: Client, company: Company) -> Client:
    client.force_login(company.aisha)
    return client


def text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("seed", range(3))
def test_the_database_counts_what_python_counts(crowd: Crowd, figures, seed: int):
    chance = Random(seed)
    passed_with, scores, f1s, methods = [], [], [], []
    for _each in range(12):
        owner, passes = crowd.somebody(), None
        for number in range(1, chance.choice((1, 2, 3, 4))):
            f1, score = round(chance.random(), 2), round(chance.random(), 2)
            method = chance.choice(("lora", "head"))
            counts = chance.random() < 0.8
            crowd.graded(crowd.run(owner, f1=f1, method=method), score, number=number, counts=counts)
            f1s.append(f1)
            methods.append(method)
            if counts:
                scores.append((owner.pk, score))
        tries = [score for pk, score in scores if pk == owner.pk]
        passes = next((place for place, score in enumerate(tries, 1) if score >= 0.8), None)
        passed_with += [passes] if passes else []
        crowd.run(owner, failure="diverged")
    told = figures()
    assert told.people == 12
    assert told.tried == len({pk for pk, _score in scores})
    assert told.passed_with == {number: passed_with.count(number) for number in sorted(set(passed_with))}
    assert told.mean == pytest.approx(statistics.mean(score for _pk, score in scores))
    half = 1.959964 * statistics.stdev(score for _pk, score in scores) / len(scores) ** 0.5
    assert told.mean_interval == pytest.approx((told.mean - half, told.mean + half))
    assert sum(one.passed for one in told.scores) == sum(score >= 0.8 for _pk, score in scores)
    assert (told.tries, told.runs) == (len(scores), len(f1s) + 12)
    for line in told.knobs["method"]:
        chosen = [f1 for f1, method in zip(f1s, methods, strict=True) if method == line.low]
        assert line.mean == pytest.approx(statistics.mean(chosen))
        assert line.scored == len(chosen)
    assert [(one.code, one.n, one.people) for one in told.failures] == [("diverged", 12, 12)]


def test_a_grading_that_the_platform_broke_is_no_try(crowd: Crowd, figures):
    owner = crowd.somebody()
    trained = crowd.run(owner, f1=0.9)
    crowd.graded(trained, 0.1, number=1, counts=False)
    crowd.graded(trained, 0.9, number=2, minutes=20)
    told = figures()
    assert (told.passed_with, told.tries, told.people) == ({1: 1}, 1, 1)
    assert told.seconds_to_pass == pytest.approx([1200] * 3, abs=1)


def test_values_of_a_number_are_put_into_groups_of_about_the_same_size(crowd: Crowd, figures):
    owner = crowd.somebody()
    for epochs in range(1, 11):
        crowd.run(owner, f1=epochs / 10, epochs=epochs, minutes=epochs)
    told = figures()
    lines = told.knobs["epochs"]
    assert [(line.low, line.high, line.n) for line in lines] == [
        (1, 2, 2),
        (3, 4, 2),
        (5, 6, 2),
        (7, 8, 2),
        (9, 10, 2),
    ]
    assert lines[0].mean == pytest.approx(0.15)
    assert told.run_seconds == pytest.approx(330)


def test_what_was_run_on_another_revision_is_not_mixed_in(crowd: Crowd, figures):
    trained = crowd.run(crowd.somebody(), f1=0.9)
    crowd.graded(trained, 0.9, number=1)
    Experiment.objects.filter(pk=trained.experiment_id).update(revision=None)
    assert (figures().people, figures().tries) == (0, 0)


def test_nobody_yet_says_what_is_needed(aisha: Client, crowd: Crowd):
    page = text(aisha)
    assert "Nobody has run this lab on revision 1 yet" in page
    assert "<table" not in page


def test_the_page_says_what_to_mend_and_names_nobody(aisha: Client, crowd: Crowd):
    for number in range(12):
        owner = crowd.somebody()
        crowd.graded(crowd.run(owner, f1=0.4, method="lora", minutes=3), 0.9 if number < 2 else 0.5, number=1)
        crowd.run(owner, failure="diverged")
        crowd.run(owner, f1=0.6, method="head")
    page = text(aisha)
    assert "3 things need a look" in page
    assert "Fewer than half of those who begin pass" in page
    assert "33 % of runs end with: The training diverged" in page
    assert "Method: nobody has chosen Full." in page
    assert "passed: 2 of 12 who began" in page
    assert "Read this as a hint only: 12 people are too few" in page
    assert "Taker" not in page
    assert "taker" not in page


def test_a_lab_that_a_run_passes_counts_runs_as_tries(aisha: Client, crowd: Crowd):
    place = crowd.labs.prompt
    for examples, state in ((0, "failed"), (3, "finished"), (3, "finished")):
        spec = {"task": "prompt", "examples": ["x"] * examples}
        asked = Experiment.objects.create(
            owner=person(f"P{Experiment.objects.count()}"),
            title="T",
            spec=spec,
            lab=place.path,
            revision=place.revision,
        )
        Run.objects.create(
            experiment=asked,
            kind=Kind.PROMPT,
            state=state,
            macro_f1=0.7,
            started_at=timezone.now(),
            ended_at=timezone.now(),
        )
    page = text(aisha, PROMPTS)
    assert "passed: 2 of 3 who began" in page
    assert "Examples" in page
    assert "threshold" not in page


def test_only_authors_find_it_and_the_course_page_leads_there(client: Client, company: Company, crowd: Crowd):
    for user, status in ((company.ling, 403), (company.marco, 403), (company.aisha, 200)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
    assert f'<a href="{PAGE}">Sort messages</a>' in text(client, "/authoring/first-classifier/")
    assert client.get(PAGE.replace("/sort/", "/absent/")).status_code == 404
    assert client.get(f"{PAGE}?revision=9").status_code == 404


def test_the_page_costs_the_same_for_any_number_of_people(
    aisha: Client, crowd: Crowd, django_assert_max_num_queries
):
    spent = []
    for people in (2, 12):
        for _each in range(people):
            crowd.graded(crowd.run(crowd.somebody(), f1=0.4), 0.9, number=1)
        text(aisha)
        with django_assert_max_num_queries(20) as queries:
            text(aisha)
        spent.append(len(queries))
    assert spent[0] == spent[1]
