import pytest

from courses.models import Course
from people.tokens import HR_WORK, OWN_WORK
from tests.hr_api.programs import Program
from tests.reporting.stories import tiny_course


@pytest.fixture
def course(db: None) -> Course:
    """A published course whose lab may be run, with its knobs."""
    course = tiny_course()
    lab = course.published.lessons.get(key="train").blocks.get()
    lab.content = {
        "kind": "fine-tune",
        "title": {"en": "Sort"},
        "experiment": {
            "task": "text-classification",
            "base_model": "minilm-l6",
            "dataset": "insurer-messages",
            "method": "lora",
            "learning_rate": 0.001,
            "epochs": 4,
        },
        "knobs": {"method": {"options": ["lora", "head"]}, "epochs": {"min": 1, "max": 6}},
        "grading": {"metric": "macro_f1", "threshold": 0.8, "tries": 3},
    }
    lab.save()
    return course


@pytest.fixture
def hr(company) -> Program:
    return Program(company.hr, *HR_WORK)


@pytest.fixture
def ling(company) -> Program:
    return Program(company.ling, *OWN_WORK)


@pytest.fixture
def omar(company) -> Program:
    return Program(company.omar, *OWN_WORK)
