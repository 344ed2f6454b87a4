"""Makes `vocabulary.json` anew: `python -m courses.content.widgets.tokeniser.learning TRAIN.csv`.

Learned from the 480 training messages of the data set insurer-messages (CC0, written for this project), so every run
of this on them gives the same file.
"""

import csv
import json
import sys
from pathlib import Path

from courses.content.widgets.tokeniser.bpe import learn

VOCABULARY = Path(__file__).parent / "vocabulary.json"
MERGES = 512


def vocabulary_from(source: Path) -> dict[str, object]:
    """What the file holds: where the merges were learned, and the merges as pairs of token ids."""
    with source.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    return {"learned_from": f"insurer-messages/{source.name}", "merges": learn(texts, MERGES)}


def main(arguments: list[str]) -> None:
    written = json.dumps(vocabulary_from(Path(arguments[0])), separators=(",", ":"))
    VOCABULARY.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
