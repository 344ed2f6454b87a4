"""Runs one prompt template over some messages with a base model that writes."""

import copy
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from training_jobs.contract.datasets import Dataset, Row, open_dataset
from training_jobs.contract.events import CaseAnswered, Reported, StateChanged, StepMeasured, Told
from training_jobs.contract.failures import Failure
from training_jobs.contract.spec import ModelSpec, PromptSpec
from training_jobs.engine import device as machine
from training_jobs.engine import telling
from training_jobs.engine.assembly import quieten
from training_jobs.engine.halting import Halted, Wish, Wishes
from training_jobs.engine.models import model_digest, model_folder
from training_jobs.engine.places import Places
from training_jobs.prompts.cases import UnknownExample, choose_cases, find_examples
from training_jobs.prompts.graders import exact_label
from training_jobs.prompts.templates import chat

MOST_TOKENS = 4096


@dataclass
class Writer:
    """A model that continues a chat; answers are greedy, so the same prompt gets the same answer."""

    model: Any
    tokenizer: Any
    device: str
    _shared: Any = None

    def tokens(self, turns: Sequence[Any]) -> list[int]:
        """A chat as token ids, up to where the model's reply begins; raises Halted for an overlong one."""
        chatted = self.tokenizer.apply_chat_template(
            list(turns), add_generation_prompt=True, return_dict=True
        )
        ids: list[int] = chatted["input_ids"]
        if len(ids) > MOST_TOKENS:
            raise Halted(
                Failure.BAD_SPEC,
                f"The prompt is {len(ids)} tokens long and may have {MOST_TOKENS}. "
                "Use a shorter template or fewer examples.",
            )
        return ids

    def remember(self, chats: Sequence[list[int]]) -> None:
        """Read what all chats begin with once (template, examples), instead of once per case."""
        import torch
        from transformers import DynamicCache

        shared = common_start([chat[:-1] for chat in chats])
        self._shared = DynamicCache(config=self.model.config)
        if shared:
            with torch.inference_mode():
                self.model(input_ids=self._tensor(shared), past_key_values=self._shared)

    def answer(self, chat: list[int], max_new_tokens: int) -> str:
        """The model's reply to one of the remembered chats, without surrounding space."""
        import torch

        asked = self._tensor(chat)
        with torch.inference_mode():
            written = self.model.generate(
                input_ids=asked,
                attention_mask=torch.ones_like(asked),
                past_key_values=copy.deepcopy(self._shared),
                max_new_tokens=max_new_tokens,
                do_sample=False,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        text: str = self.tokenizer.decode(written[0, len(chat) :], skip_special_tokens=True)
        return text.strip()

    def _tensor(self, ids: Sequence[int]) -> Any:
        import torch

        return torch.tensor([ids], device=self.device)


def common_start(chats: Sequence[list[int]]) -> list[int]:
    """The tokens with which all of these begin."""
    same = takewhile(lambda column: len(set(column)) == 1, zip(*chats, strict=False))
    return [column[0] for column in same]


def ask(spec: PromptSpec, places: Places, *, wish: Wishes) -> Iterator[Told]:
    """Ask for every case: tells an answer and the accuracy so far for each, and at last a report.

    It has no checkpoints: who wishes it to leave makes it start again, who wishes to keep gets the report so far.
    """
    started = time.monotonic()
    yield StateChanged(state="running", phase="loading")
    dataset = open_dataset(spec.dataset, places.datasets)
    examples = _examples(spec, dataset)
    cases = choose_cases(dataset.rows("validation"), spec.cases, spec.seed)
    writer = load_writer(spec, places)
    yield StateChanged(state="running", phase="answering", total_steps=len(cases), device=writer.device)
    chats = [
        writer.tokens(chat(spec.template, message=case.text, examples=examples, labels=dataset.label_keys))
        for case in cases
    ]
    writer.remember(chats)
    answered: list[CaseAnswered] = []
    asking = time.monotonic()
    for number, (case, asked) in enumerate(zip(cases, chats, strict=True), start=1):
        answer = writer.answer(asked, spec.max_new_tokens)
        answered.append(_graded(case, answer, number, len(cases)))
        yield answered[-1]
        yield _progress(answered, time.monotonic() - asking)
        wished = wish() if number < len(cases) else Wish.GO_ON
        if wished is Wish.LEAVE:
            yield telling.interrupted("The run was interrupted; it starts again at its first case.")
            return
        if wished is Wish.KEEP:
            break
    yield Reported(report=_report(spec, dataset, places, answered, time.monotonic() - started))
    yield telling.stopped() if len(answered) < len(cases) else StateChanged(state="finished")


def load_writer(spec: ModelSpec, places: Places) -> Writer:
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
