"""Scripts for the scripted engine (see tests.training_jobs.scripted_host)."""

from tests.training_jobs.told import begun, line, step
from training_jobs.contract.events import Line

Act = list[object]


def tell(*lines: Line) -> Act:
    return ["tell", [one.model_dump() for one in lines]]


BEGIN = tell(begun(1))


def learn(first: int, last: int, loss: float = 1.0) -> Act:
    """Tell the steps `first` to `last`; line 1 is BEGIN, so step k is line k + 1."""
    return tell(*[step(number + 1, number, loss / number) for number in range(first, last + 1)])


def finish(steps: int) -> list[Act]:
    """Say that all is done after so many steps, and leave."""
    return [tell(line(steps + 2, "state", state="finished")), ["exit", 0]]
