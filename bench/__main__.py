"""`make bench` prints one JSON line per figure; `make bench ONLY=area` narrows it to one of its areas."""

import argparse
from collections.abc import Callable, Iterator

from bench import (
    analysis,
    charts,
    engine,
    growth,
    ingest,
    live,
    pages,
    publish,
    queue,
    quizzes,
    regrades,
    runs,
    search,
    supervision,
)
from bench.figures import Figure

AREAS: dict[str, Callable[[], Iterator[Figure]]] = {
    "analysis": analysis.figures,
    "engine": engine.figures,
    "charts": charts.figures,
    "growth": growth.figures,
    "ingest": ingest.figures,
    "curve": ingest.curve_figures,
    "live": live.figures,
    "pages": pages.figures,
    "publish": publish.figures,
    "queue": queue.figures,
    "quizzes": quizzes.figures,
    "regrades": regrades.figures,
    "runs": runs.figures,
    "search": search.figures,
    "supervision": supervision.figures,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=sorted(AREAS))
    only = parser.parse_args().only
    for area, figures in AREAS.items():
        if only in (None, area):
            for figure in figures():
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
