"""One widget of each kind as authors write it."""

import json
from typing import Any

from courses.content.widgets import KINDS, BaseWidget


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh-hans": f"{text}（中）"}


def named(field: str, *names: str, **more: list[Any]) -> list[dict[str, Any]]:
    """Classes (`label`) or tokens (`token`) called so, with a value of each list in `more`."""
    return [
        {field: words(name), **{key: values[i] for key, values in more.items()}}
        for i, name in enumerate(names)
    ]


MEASURED = {
    "model": "minilm-l6",
    "sha256": "0" * 64,
    "text": "It is urgent",
    "tokens": ["[CLS]", "it", "is", "urgent", "[SEP]"],
    "heads": [
        {
            "layer": 1,
            "head": 2,
            "weights": [
                [0.2] * 5,
                [0.1, 0.4, 0.3, 0.1, 0.1],
                [0.0, 0.5, 0.5, 0.0, 0.0],
                [0.2] * 5,
                [0, 0, 0, 0, 1],
            ],
        },
        {"layer": 2, "head": 1, "weights": [[1, 0, 0, 0, 0]] * 5},
    ],
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "tokeniser": {"examples": ["My windscreen is cracked.", "我的挡风玻璃裂了。"]},
    "softmax-temperature": {
        "tokens": named("token", "claims", "billing", "sales", "policy", logit=[2.0, 1.0, 0.5, -1.0]),
        "top_k": 3,
        "top_p": 0.9,
    },
    "attention": {"measured": MEASURED},
    "gradient-step": {
        "classes": named("label", "claims", "complaints", logit=[0.0, 1.0], share=[0.75, 0.25])
    },
    "learning-rate": {"peak": 0.001, "steps": 120},
    "confusion-matrix": {"labels": [words("claims"), words("complaints")], "counts": [[90, 0], [10, 0]]},
}


def written(kind: str, **instead: Any) -> dict[str, Any]:
    """The settings of a kind's example, with something else in some places; None leaves a setting out."""
    about = {"widget": kind, "title": words(f"Try {kind}"), "caption": words("With *care*.")}
    settings = {**about, **EXAMPLES[kind], **instead}
    return unshared({key: value for key, value in settings.items() if value is not None})


def unshared(content: Any) -> Any:
    """The same without any object twice in it, for which YAML would write an alias."""
    return json.loads(json.dumps(content))


def widget(kind: str, **instead: Any) -> BaseWidget:
    return KINDS[kind].model_validate(written(kind, **instead))
