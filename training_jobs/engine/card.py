"""The model card that lies beside trained weights: where they come from, how good they are, how to use them."""

from typing import Any

from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled
from training_jobs.prompts.instructions import instruction

_CARD = """---
license: {licence}
base_model: {base_model}
tags: [{task}, {method}]
---
# {base_model}, fine-tuned on {dataset} ({method})

| {scores} |
| {rule} |
| {values} |

{answers}

Base model SHA-256 `{model_digest}`;
data set SHA-256 `{data_digest}`.

## Use it

```python
{use}
```

The settings of the run are in `spec.json` beside this card. The data set is invented and small; do not
expect these scores on other messages.
"""
_LOAD = {
    "full": 'model = {name}.from_pretrained(".")',
    "lora": """from peft import PeftModel

# BASE is the folder of the base model named above.
base = {name}.from_pretrained(BASE{more})
model = PeftModel.from_pretrained(base, ".")""",
    "head": """from safetensors.torch import load_file

# BASE is the folder of the base model named above.
model = {name}.from_pretrained(BASE{more})
model.load_state_dict(load_file("head.safetensors"), strict=False)""",
}
_ASK = """
tokenizer = AutoTokenizer.from_pretrained({tokenizer})
chat = [{turn}, {{"role": "user", "content": "..."}}]
asked = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
written = model.generate(**asked, max_new_tokens=16, do_sample=False)
print(tokenizer.decode(written[0, asked["input_ids"].shape[1]:], skip_special_tokens=True))"""
POOLED, CLASSIFIER, WRITER = (
    "MeanPooledClassifier",
    "AutoModelForSequenceClassification",
    "AutoModelForCausalLM",
)


def card(spec: ExperimentSpec, run: Assembled, report: dict[str, Any]) -> str:
    """Markdown with YAML before it, as model hubs read it."""
    values = _values(report, spec)
    return _CARD.format(
        licence=BASE_MODELS[spec.base_model].licence.lower(),
        base_model=spec.base_model,
        dataset=spec.dataset,
        task=spec.task,
        method=spec.method,
        scores=" | ".join(values),
        rule=" | ".join("---:" for _ in values),
        values=" | ".join(values.values()),
        answers=_answers(spec, run),
        model_digest=report["model_digest"],
        data_digest=report["data_digest"],
        use=_use(spec, run),
    )


def _values(report: dict[str, Any], spec: ExperimentSpec) -> dict[str, str]:
    values = {
        "Validation rows": str(report["rows"]),
        "Accuracy": f"{report['accuracy']:.3f}",
        "Macro-F1": f"{report['macro_f1']:.3f}",
    }
    if "exact_match" in report:
        values["Exact match"] = f"{report['exact_match']:.3f}"
    return {**values, "Seed": str(spec.seed), "Steps": str(report["curve"]["steps"])}


def _answers(spec: ExperimentSpec, run: Assembled) -> str:
    labels = ", ".join(run.labels)
    if spec.task == "text-classification":
        return f"Classes, in the order of the logits: {labels}."
    return (
        f"It answers a message with one of these labels: {labels}. Accuracy and macro-F1 are of the label that is "
        "likeliest as a whole answer; exact match counts messages after which the label is what it writes."
    )


def _use(spec: ExperimentSpec, run: Assembled) -> str:
    """The lines that load the weights; a class of our own travels beside them as classifier.py."""
    if spec.task == "text-generation":
        lines = f"from transformers import {WRITER}, AutoTokenizer\n"
        lines += _LOAD[spec.method].format(name=WRITER, more="")
        tokenizer = '"."' if spec.method == "full" else "BASE"
        return lines + _ASK.format(tokenizer=tokenizer, turn=dict(instruction(run.labels)[0]))
    name, module = (POOLED, "classifier") if run.pools else (CLASSIFIER, "transformers")
    classes = f", num_labels={len(run.labels)}"
    return f"from {module} import {name}\n" + _LOAD[spec.method].format(name=name, more=classes)
