"""What Aisha writes in the course of the long journey: by lesson, as she types it into the fields of its forms."""

from typing import Any

from playwright.sync_api import FilePayload

from tests.content.sample_files import SAMPLES, VTT, png

TITLE = "Read a loss curve"
LESSONS = ("How a loss falls", "Can you read it?", "Try it yourself")
Fields = dict[str, Any]

TEXT = """## One step after another

The loss $L(w) = -\\log p$ falls when a step goes against its gradient.[^1]
How far it goes is the [[learning rate]].

```mermaid alt="Loss, gradient and step in a circle"
flowchart LR
  a[Loss] --> b[Gradient]
  b --> c[Step]
```

::: tip Read it aloud
A falling curve is good news, a rising one is not.
:::

:::: tabs
::: tab Python
```python
weights -= rate * gradient
```
:::
::: tab Words
Go downhill.
:::
::::

[^1]: As long as the step is small enough.
"""
TERM: Fields = {
    "terms.0.term.en": "learning rate",
    "terms.0.definition.en": "How far one step moves the weights, $\\eta$.",
    "terms.0.aliases.en": "step size, rate",
}


def file(name: str, mime: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": content}


PICTURE = file("curve.png", "image/png", png(320, 200))
VIDEO = file("tour.mp4", "video/mp4", SAMPLES["mp4"])
CAPTIONS = file("tour.vtt", "text/vtt", VTT)
MESSAGES = file("messages.csv", "text/csv", SAMPLES["csv"])

WIDGETS: list[tuple[str, str, Fields]] = [
    ("Tokeniser", "Cut into pieces", {"examples": "My windscreen is cracked."}),
    (
        "Softmax and temperature",
        "Warm and cold",
        {"tokens.0.token.en": "claims", "tokens.1.token.en": "sales"},
    ),
    ("Gradient step", "Step by step", {"classes.0.label.en": "claims", "classes.1.label.en": "sales"}),
    ("Learning-rate schedule", "Up and down", {"peak": "0.002"}),
    ("Confusion matrix", "Who is taken for whom", {"labels.en": "claims\nsales"}),
]
REVEAL: Fields = {"answer.en": "Because each step goes **downhill**."}
CHECK: Fields = {
    "question.prompt.en": "What does a gradient tell?",
    "question.choices.0.text.en": "Which way is uphill",
    "question.choices.1.text.en": "How good the model is",
}

QUESTIONS: list[tuple[str, Fields]] = [
    (
        "One choice",
        {
            "prompt.en": "The training loss falls, the validation loss rises. What is it?",
            "choices.0.text.en": "Underfitting",  # marked as right: the wrong key that she mends later
            "choices.1.text.en": "Overfitting",
        },
    ),
    (
        "Several choices",
        {
            "prompt.en": "What makes a curve jump?",
            "choices.0.text.en": "A large learning rate",
            "choices.1.text.en": "A small batch",
            "choices.1.correct": True,
        },
    ),
    ("Number", {"prompt.en": "480 rows in batches of 16: steps in an epoch?", "answer": "30"}),
    ("Short text", {"prompt.en": "The way against the gradient is …", "accept.0.text.en": "downhill"}),
    (
        "Order",
        {"prompt.en": "What comes first?", "steps.0.text.en": "Forward", "steps.1.text.en": "Backward"},
    ),
    (
        "Matching",
        {
            "prompt.en": "What belongs together?",
            "items.0.text.en": "Warm-up",
            "items.1.text.en": "Decay",
            "targets.0.text.en": "at the start",
            "targets.1.text.en": "at the end",
        },
    ),
]
TRUE_FALSE: Fields = {"prompt.en": "A lower loss is always a better model.", "answer": "false"}

REPLAY: Fields = {
    "pauses.0.questions.0.prompt.en": "Does it go on falling?",
    "pauses.0.questions.0.answer": "true",
}
RULES: Fields = {"statement.en": "Never paste *names* of customers.", "confirm.en": "I will not"}
FURTHER: Fields = {
    "items.0.title.en": "Attention Is All You Need",
    "items.0.url": "https://arxiv.org/abs/1706.03762",
    "items.0.why.en": "Where Transformers come from.",
}
FINE_TUNE: Fields = {
    "summary.en": "Three steps with the head only.",
    "pass": "run",
    "experiment.method": "head",
    "experiment.epochs": "",
    "experiment.max_steps": "3",
}
PROMPT: Fields = {
    "summary.en": "Two messages, one prompt.",
    "prompt.cases": "2",
    "prompt.max_new_tokens": "4",
}
