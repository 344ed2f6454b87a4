"""`make bench` prints one JSON line per figure; `make bench ONLY=area` narrows it to one of its areas."""

import argparse
import subprocess
import sys
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


def measured(area: str) -> bool:
    """One area in a process with servers of its own: nothing that another left behind slows it or stands in its way."""
    return subprocess.run([sys.executable, "-m", "bench", "--only", area]).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=sorted(AREAS))
    only = parser.parse_args().only
    if only is None:
        failed = [area for area in AREAS if not measured(area)]
        if failed:
            print(f"not measured: {', '.join(failed)}", file=sys.stderr)
        return len(failed)
    for figure in AREAS[only]():
        print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
