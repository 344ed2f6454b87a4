"""A course whose first lesson has a block of every kind and a text with everything that texts can hold."""

from pathlib import Path
from typing import Any

from tests.content.sample_files import SAMPLES, VTT, png
from tests.courses.folders import both, choice, lesson_files, write

LESSON = "/courses/blocks/all/"
HOME = "lessons/all"
TEXT = """## What a text holds

The [[loss]] falls with the [[step size|learning rate]].[^1] ![A grey square](assets/grey.png)

> [!EXAMPLE] In numbers
> Half as many steps, twice the loss.

:::: tabs
::: tab Python
```python
loss = 0.5
```
:::
::: tab Shell
```console
$ echo 0.5
0.5
```
:::
::: tab Words
The loss is one half.
:::
::::

[^1]: As long as the steps are small.
"""
GLOSSARY = {
    "terms": [
        {"key": "loss", "term": both("loss"), "definition": both("The *mean* surprise, $L$.")},
        {
            "key": "learning-rate",
            "term": both("learning rate"),
            "definition": both("How far a step goes."),
            "aliases": {"en": ["step size"], "zh-hans": ["步长"]},
        },
        {"key": "epoch", "term": both("epoch"), "definition": both("One pass.")},
    ]
}
CHECK = {
    "key": "falls",
    "kind": "single",
    "prompt": both("Does it fall?"),
    "choices": [choice("yes", "Yes", correct=True), choice("no", "No", correct=False)],
    "feedback": both("It does."),
}
TURNS = {
    "key": "turns",
    "kind": "hotspot",
    "prompt": both("Where does it begin to learn by heart?"),
    "curve": {
        "along": [10, 20, 30],
        "lines": [{"key": "validation", "text": both("validation loss"), "values": [0.65, 0.4, 0.65]}],
        "right": {"from": 20, "to": 20},
    },
    "feedback": both("Where the validation loss turns."),
}
NAMES = {"replay": "run"}
"""Of blocks that cannot be called `one`, because another one of theirs that asks is."""
BLOCKS: dict[str, dict[str, Any]] = {
    "image": {"file": "assets/grey.png", "alt": both("A grey square"), "caption": both("It is *grey*.")},
    "video": {
        "title": both("A run"),
        "file": "assets/run.mp4",
        "captions": {"en": "assets/run.en.vtt", "zh-hans": "assets/run.zh.vtt"},
        "transcript": both("Nothing is *said*."),
    },
    "file": {"title": both("The messages"), "file": "assets/messages.csv", "about": both("One a line.")},
    "reveal": {"prompt": both("Why does it fall?"), "answer": both("Because of the [[epoch]].")},
    "check": {"question": CHECK},
    "replay": {
        "title": both("It learns by heart"),
        "about": both("Watch the *validation* loss."),
        "recording": "assets/run.jsonl",
        "pauses": [
            {"at": 10, "questions": [{**CHECK, "key": "goes-on"}]},
            {"at": 30, "questions": [TURNS]},
        ],
    },
    "acknowledge": {"title": both("Rules for data"), "statement": both("Never paste *names*.")},
    "resources": {
        "items": [
            {
                "title": both("A paper"),
                "url": "https://example.org/paper?a=1&b=2",
                "kind": "paper",
                "why": both("It is *short*."),
                "level": "beginner",
                "minutes": 10,
            }
        ]
    },
}
ASSETS = {
    "grey.png": png(640, 360),
    "run.mp4": SAMPLES["mp4"],
    "run.en.vtt": VTT,
    "run.zh.vtt": VTT,
    "messages.csv": SAMPLES["csv"],
    "run.jsonl": SAMPLES["jsonl"],
}


def every_block(place: Path, *, text: str = TEXT, **blocks: Any) -> Path:
    """The folder of the course; `blocks` replaces the content of a kind, or leaves it out with None."""
    kept = {kind: content for kind, content in {**BLOCKS, **blocks}.items() if content is not None}
    listed = [{kind: NAMES.get(kind, "one")} for kind in kept]
    named = {f"{NAMES.get(kind, 'one')}__{kind}": content for kind, content in kept.items()}
    files = lesson_files("all", *listed, **named)
    files[f"{HOME}/intro.en.md"] = text
    files[f"{HOME}/intro.zh-hans.md"] = text
    course = {
        "format": 1,
        "key": "blocks",
        "title": both("Every block"),
        "summary": both("All of them."),
        "minutes": 10,
        "languages": ["en", "zh-hans"],
        "lessons": ["all"],
    }
    folder = write(place / "blocks", {"course.yaml": course, "glossary.yaml": GLOSSARY, **files})
    (folder / "assets").mkdir(exist_ok=True)
    for name, content in ASSETS.items():
        (folder / "assets" / name).write_bytes(content)
    return folder
