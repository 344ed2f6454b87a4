"""Runs one prompt template over some messages with a base model that writes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from training_jobs.contract.datasets import Dataset, Row, open_dataset
from training_jobs.contract.events import CaseAnswered, Reported, StateChanged, StepMeasured, Told
from training_jobs.contract.failures import EXPLANATIONS, Failure
from training_jobs.contract.spec import PromptSpec
from training_jobs.engine import device as machine
from training_jobs.engine.assembly import quieten
from training_jobs.engine.halting import Halted
from training_jobs.engine.models import model_digest, model_folder
from training_jobs.engine.places import Places
from training_jobs.prompts.cases import UnknownExample, choose_cases, find_examples
from training_jobs.prompts.graders import exact_label
from training_jobs.prompts.templates import chat

MOST_TOKENS = 4096


@dataclass(frozen=True)
class Writer:
    """A model that continues a chat; answers are greedy, so the same prompt gets the same answer."""

    model: Any
    tokenizer: Any
    device: str

    def answer(self, turns: Sequence[Any], max_new_tokens: int) -> str:
        """The model's reply to a chat, without surrounding space; raises Halted for an overlong chat."""
        import torch

        chatted = self.tokenizer.apply_chat_template(
            list(turns), add_generation_prompt=True, return_tensors="pt", return_dict=True
        ).to(self.device)
        asked = chatted["input_ids"].shape[1]
        if asked > MOST_TOKENS:
            raise Halted(
                Failure.BAD_SPEC,
                f"The prompt is {asked} tokens long and may have {MOST_TOKENS}. "
                "Use a shorter template or fewer examples.",
            )
        with torch.inference_mode():
            written = self.model.generate(
                **chatted,
                max_new_tokens=max_new_tokens,
                do_sample=False,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        text: str = self.tokenizer.decode(written[0, asked:], skip_special_tokens=True)
        return text.strip()


def ask(spec: PromptSpec, places: Places, *, stop: Callable[[], bool]) -> Iterator[Told]:
    """Ask for every case: tells an answer and the accuracy so far for each, and at last a report."""
    started = time.monotonic()
    yield StateChanged(state="running", phase="loading")
    dataset = open_dataset(spec.dataset, places.datasets)
    examples = _examples(spec, dataset)
    cases = choose_cases(dataset.rows("validation"), spec.cases, spec.seed)
    writer = load_writer(spec, places)
    yield StateChanged(state="running", phase="answering", total_steps=len(cases), device=writer.device)
    answered: list[CaseAnswered] = []
    asking = time.monotonic()
    for number, case in enumerate(cases, start=1):
        turns = chat(spec.template, message=case.text, examples=examples, labels=dataset.label_keys)
        answer = writer.answer(turns, spec.max_new_tokens)
        answered.append(_graded(case, answer, number, len(cases)))
        yield answered[-1]
        yield _progress(answered, time.monotonic() - asking)
        if number < len(cases) and stop():
            break
    yield Reported(report=_report(spec, dataset, places, answered, time.monotonic() - started))
    if len(answered) < len(cases):
        yield StateChanged(
            state="stopped", code=Failure.STOPPED, message=EXPLANATIONS[Failure.STOPPED].happened
        )
    else:
        yield StateChanged(state="finished")


def load_writer(spec: PromptSpec, places: Places) -> Writer:
    """The base model for writing, in bf16 where the processor multiplies it."""
    machine.prepare(spec.seed)
    quieten()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = model_folder(places.models, spec.base_model)
    on = machine.device()
    dtype = torch.bfloat16 if machine.chosen_precision("auto", on) == "bf16" else torch.float32
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=dtype, use_safetensors=True, local_files_only=True
    )
    return Writer(model.to(on).eval(), tokenizer, on)


def _examples(spec: PromptSpec, dataset: Dataset) -> tuple[Row, ...]:
    try:
        return find_examples(dataset.rows("train"), spec.examples)
    except UnknownExample as error:
        raise Halted(Failure.BAD_SPEC, str(error.args[0])) from error


def _graded(case: Row, answer: str, number: int, of: int) -> CaseAnswered:
    return CaseAnswered(
        case=number,
        of=of,
        id=case.id,
        text=case.text,
        label=case.label,
        answer=answer,
        correct=exact_label(answer, case.label),
    )


def _progress(answered: Sequence[CaseAnswered], seconds: float) -> StepMeasured:
    right = sum(case.correct for case in answered)
    metrics = {"accuracy": right / len(answered), "cases_per_second": round(len(answered) / seconds, 3)}
    return StepMeasured(step=len(answered), metrics=metrics)


def _report(
    spec: PromptSpec, dataset: Dataset, places: Places, answered: Sequence[CaseAnswered], seconds: float
) -> dict[str, Any]:
    right = sum(case.correct for case in answered)
    return {
        "task": spec.task,
        "split": "validation",
        "rows": len(answered),
        "correct": right,
        "accuracy": right / len(answered) if answered else 0.0,
        "cases": [case.model_dump(exclude={"of"}) for case in answered],
        "seconds": round(seconds, 3),
        "data_digest": dataset.digest,
        "model_digest": model_digest(places.models, spec.base_model),
        "seed": spec.seed,
        "spec": spec.model_dump(mode="json"),
    }
