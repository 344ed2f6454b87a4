"""The task "text-generation": a model that writes learns to answer a message with its label and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from training_jobs.contract.datasets import Dataset, Split
from training_jobs.contract.memory import SCORED_TOKENS
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.data import Encoded
from training_jobs.engine.device import put
from training_jobs.engine.evaluation import SAMPLES, Prediction, Predictions, scoring
from training_jobs.engine.objectives.packing import Chat, Packs, packs
from training_jobs.prompts.instructions import instruction

MOST_WRITTEN = 12
EVAL_ROWS = 32
_MARK = "\x00"


class Generation:
    """Cross-entropy of the answer's tokens, the label's and the end of the turn, after a chat with the message.

    The loss of a row is the mean over its answer's tokens. The label that the model chooses is the one to which it
    gives the highest probability as a whole answer; it writes a label exactly when each of its tokens is the
    likeliest one, which the same pass shows.
    """

    def __init__(self, spec: ExperimentSpec, run: Assembled, dataset: Dataset) -> None:
        self.run = run
        self._dataset = dataset
        self._max_length = spec.max_length
        self._start, self._end = self._around_the_message()
        self._answers = [[*self._ids(label), run.end_token] for label in run.labels]
        self._encoded: dict[Split, list[Encoded]] = {}

    def rows(self, split: Split) -> list[Encoded]:
        """`tokens` of a row are what follows the start that all chats share, up to the model's turn."""
        if split not in self._encoded:
            places = {label: place for place, label in enumerate(self.run.labels)}
            self._encoded[split] = [
                Encoded(row, self._ids(row.text.strip())[: self._max_length] + self._end, places[row.label])
                for row in self._dataset.rows(split)
            ]
        return self._encoded[split]

    def loss(self, rows: Sequence[Encoded]) -> Any:
        chats = [Chat(item.tokens, [self._answers[item.label]]) for item in rows]
        losses, _ = self._judged(packs(self._start, chats))
        return losses.mean()

    def evaluate(self, split: Split = "validation") -> Predictions:
        rows = self.rows(split)
        predictions: list[Prediction] = []
        loss = 0.0
        with scoring(self.run.model):
            for prediction, row_loss in self._predicted(rows):
                predictions.append(prediction)
                loss += row_loss
            written = self._written(rows[:SAMPLES])
        samples = tuple(
            replace(prediction, written=text)
            for prediction, text in zip(predictions[:SAMPLES], written, strict=True)
        )
        return Predictions(tuple(predictions), loss / max(1, len(rows)), self.run.labels, samples)

    def _predicted(self, rows: Sequence[Encoded]) -> Iterator[tuple[Prediction, float]]:
        """Each row with all labels as answers."""
        import torch

        sizes = torch.tensor([len(answer) for answer in self._answers], device=self.run.device)
        for some in self._scored_together(rows):
            told = self._judged(packs(self._start, [Chat(item.tokens, self._answers) for item in some]))
            losses, exact = (figures.view(len(some), -1) for figures in told)
            shares, places = (-losses * sizes).softmax(-1).max(-1)
            columns = (losses.tolist(), exact.tolist(), shares.tolist(), places.tolist())
            for item, row_losses, row_exact, share, place in zip(some, *columns, strict=True):
                surely = row_exact[item.label]
                guess = Prediction(item.row, self.run.labels[place], round(share, 6), exact=surely)
                yield guess, row_losses[item.label]

    def _scored_together(self, rows: Sequence[Encoded]) -> Iterator[Sequence[Encoded]]:
        """Neighbours, no more than memory was promised for."""
        around = len(self._start) + sum(len(answer) for answer in self._answers)
        longest = max((len(item.tokens) for item in rows), default=0) + around
        size = max(1, min(EVAL_ROWS, SCORED_TOKENS // longest))
        for at in range(0, len(rows), size):
            yield rows[at : at + size]

    def _judged(self, packed: Packs) -> tuple[Any, Any]:
        """Mean loss [answers] of each answer's tokens, and whether [answers] each of them is the likeliest."""
        import torch

        on = self.run.device
        wanted, owners = put(packed.wanted, on), put(packed.owners, on)
        logits = self._logits(packed)
        losses = torch.nn.functional.cross_entropy(logits, wanted, reduction="none")
        sizes = torch.bincount(owners, minlength=packed.answers)
        summed = torch.zeros(packed.answers, device=on).index_add(0, owners, losses)
        hits = (logits.detach().argmax(-1) == wanted).long()
        right = torch.zeros_like(sizes).index_add_(0, owners, hits)
        return summed / sizes, right == sizes

    def _logits(self, packed: Packs) -> Any:
        """Scores, float32 [answer tokens, vocabulary]: at the answers' places alone, since the vocabulary is large."""
        on = self.run.device
        with self.run.computing():
            states = self.run.decoder(
                input_ids=put(packed.tokens, on),
                position_ids=put(packed.positions, on),
                attention_mask=self.run.attention_mask(put(packed.visible, on)),
                use_cache=False,
            ).last_hidden_state
            judging = states[put(packed.rows, on), put(packed.places, on)]
            return self.run.model.get_output_embeddings()(judging).float()

    def _written(self, rows: Sequence[Encoded]) -> list[str]:
        """What the model writes after each chat when it always takes the likeliest token."""
        import torch

        if not rows:
            return []
        longest = max(len(item.tokens) for item in rows)
        padding = [longest - len(item.tokens) for item in rows]
        chats = [
            [self.run.pad_token] * pad + self._start + item.tokens
            for pad, item in zip(padding, rows, strict=True)
        ]
        asked = torch.tensor(chats, device=self.run.device)
        seen = (torch.arange(asked.shape[1]) >= torch.tensor(padding).unsqueeze(1)).long()
        with self.run.computing():
            written = self.run.model.generate(
                input_ids=asked,
                attention_mask=seen.to(self.run.device),
                max_new_tokens=MOST_WRITTEN,
                do_sample=False,
                use_cache=True,
                pad_token_id=self.run.pad_token,
                eos_token_id=self.run.end_token,
            )
        texts = self.run.tokenizer.batch_decode(written[:, asked.shape[1] :], skip_special_tokens=True)
        return [text.strip() for text in texts]

    def _around_the_message(self) -> tuple[list[int], list[int]]:
        """The tokens of a chat before and after the message."""
        turns = [*instruction(self.run.labels), {"role": "user", "content": _MARK}]
        chat = self.run.tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        start, end = chat.split(_MARK)
        return self._ids(start), self._ids(end)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self.run.tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids
