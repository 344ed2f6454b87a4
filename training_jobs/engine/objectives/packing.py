"""Lays chats with a common start side by side in one sequence, so that no token is padding or read twice.

A causal model's state at a token depends on the tokens that it may look at and on their positions alone. The start is
read once and every chat looks back at it; several possible answers to one chat look back at that chat the same way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

PACK_TOKENS = 768  # longer packs would spend more on scores of pairs that must not see each other


@dataclass(frozen=True)
class Chat:
    """What follows the common start, and the answers to be judged: token ids; `answers` end with the end token."""

    tokens: Sequence[int]
    answers: Sequence[Sequence[int]]

    @property
    def size(self) -> int:
        return len(self.tokens) + sum(len(answer) - 1 for answer in self.answers)


@dataclass(frozen=True)
class Pack:
    """One sequence of chats, as tensors.

    `tokens` and `positions` are int64 [1, length]; `visible` is bool [length, length]. Answer token k is judged by
    the model's state at `places[k]`, should be `wanted[k]`, and belongs to answer `owners[k]`, counted over the pack;
    an answer's first token is judged by the last token of its chat. All three are int64 [answer tokens].
    """

    tokens: Any
    positions: Any
    visible: Any
    places: Any
    wanted: Any
    owners: Any
    answers: int


def packs(start: Sequence[int], chats: Sequence[Chat], most: int = PACK_TOKENS) -> Iterator[Pack]:
    """The chats in their order, as many to a pack as fit in `most` tokens, and at least one."""
    held: list[Chat] = []
    size = len(start)
    for chat in chats:
        if held and size + chat.size > most:
            yield pack(start, held)
            held, size = [], len(start)
        held.append(chat)
        size += chat.size
    if held:
        yield pack(start, held)


def pack(start: Sequence[int], chats: Sequence[Chat]) -> Pack:
    """These chats in one sequence."""
    layout = _Layout()
    root = layout.add(start, at=0, parent=None)
    answers = 0
    for chat in chats:
        asked = layout.add(chat.tokens, at=len(start), parent=root)
        for answer in chat.answers:
            layout.answer(answer, at=len(start) + len(chat.tokens), asked=asked, owner=answers)
            answers += 1
    return layout.tensors(answers)


class _Layout:
    """Segments in order; each sees itself up to the present token, and all that its ancestors are."""

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self.positions: list[int] = []
        self.segments: list[int] = []
        self.ends: list[int] = []
        self.lines: list[list[int]] = []
        self.places: list[int] = []
        self.wanted: list[int] = []
        self.owners: list[int] = []

    def add(self, tokens: Sequence[int], *, at: int, parent: int | None) -> int:
        segment = len(self.lines)
        self.lines.append([*(self.lines[parent] if parent is not None else ()), segment])
        self.tokens += tokens
        self.positions += range(at, at + len(tokens))
        self.segments += [segment] * len(tokens)
        self.ends.append(len(self.tokens) - 1)
        return segment

    def answer(self, answer: Sequence[int], *, at: int, asked: int, owner: int) -> None:
        """The end token itself is never read: nothing comes after it."""
        first = len(self.tokens)
        if len(answer) > 1:
            self.add(answer[:-1], at=at, parent=asked)
        self.places += [self.ends[asked], *range(first, first + len(answer) - 1)]
        self.wanted += answer
        self.owners += [owner] * len(answer)

    def tensors(self, answers: int) -> Pack:
        import torch

        segments = torch.tensor(self.segments)
        related = torch.zeros(len(self.lines), len(self.lines), dtype=torch.bool)
        for segment, line in enumerate(self.lines):
            related[segment, line] = True
        visible = related[segments][:, segments].tril()
        lists = (self.places, self.wanted, self.owners)
        places, wanted, owners = (torch.tensor(numbers) for numbers in lists)
        tokens, positions = torch.tensor([self.tokens]), torch.tensor([self.positions])
        return Pack(tokens, positions, visible, places, wanted, owners, answers)
