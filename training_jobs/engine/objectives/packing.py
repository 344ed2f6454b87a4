"""Lays chats with a common start side by side, so that little is padding and the start is not read for each.

A causal model's state at a token depends on the tokens that it may look at and on their positions alone. In a pack the
start stands once and every chat looks back at it; several possible answers look back at their chat the same way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

# Tokens of a pack: in longer ones more goes into scores of pairs that must not see each other than a start costs.
PACK_TOKENS = 256


@dataclass(frozen=True)
class Chat:
    """What follows the common start, and the answers to be judged: token ids; `answers` end with the end token."""

    tokens: Sequence[int]
    answers: Sequence[Sequence[int]]

    @property
    def size(self) -> int:
        return len(self.tokens) + sum(len(answer) - 1 for answer in self.answers)


@dataclass(frozen=True)
class Packs:
    """Packs as tensors: `tokens` and `positions` are int64 [packs, longest], `visible` bool [packs, longest, longest].

    Answer token k is judged by the model's state in pack `rows[k]` at `places[k]`, should be `wanted[k]`, and belongs
    to answer `owners[k]`; answers are counted over the chats in their order. An answer's first token is judged by
    the last token of its chat. All four are int64 [answer tokens].
    """

    tokens: Any
    positions: Any
    visible: Any
    rows: Any
    places: Any
    wanted: Any
    owners: Any
    answers: int


def packs(start: Sequence[int], chats: Sequence[Chat], most: int = PACK_TOKENS) -> Packs:
    """All chats, in as many packs as they need when each holds `most` tokens or one chat; packs are of like size."""
    import torch

    layouts = [_laid_out(start, held) for held in _shares(chats, most - len(start))]
    longest = max(len(layout.tokens) for layout in layouts)
    tokens = torch.tensor([layout.tokens + [0] * (longest - len(layout.tokens)) for layout in layouts])
    positions = [layout.positions + [0] * (longest - len(layout.positions)) for layout in layouts]
    judged = [(row, *facts) for row, layout in enumerate(layouts) for facts in layout.judged]
    rows, places, wanted, owners = torch.tensor(judged).T.contiguous()
    visible = torch.stack([layout.visible(longest) for layout in layouts])
    answers = sum(len(chat.answers) for chat in chats)
    return Packs(tokens, torch.tensor(positions), visible, rows, places, wanted, owners, answers)


@dataclass
class _Held:
    """The chats of one pack, each with the number of its first answer."""

    size: int = 0
    chats: list[tuple[int, Chat]] = field(default_factory=list)


def _shares(chats: Sequence[Chat], room: int) -> list[list[tuple[int, Chat]]]:
    """Longest first, each to the emptiest pack (Graham 1969, Bounds on Multiprocessing Timing Anomalies)."""
    count = min(len(chats), -(-sum(chat.size for chat in chats) // max(1, room)))
    held = [_Held() for _ in range(count)]
    for first, chat in sorted(_numbered(chats), key=lambda pair: -pair[1].size):
        emptiest = min(held, key=lambda share: share.size)
        emptiest.size += chat.size
        emptiest.chats.append((first, chat))
    return [share.chats for share in held]


def _numbered(chats: Sequence[Chat]) -> Iterator[tuple[int, Chat]]:
    first = 0
    for chat in chats:
        yield first, chat
        first += len(chat.answers)


def _laid_out(start: Sequence[int], chats: Sequence[tuple[int, Chat]]) -> "_Layout":
    layout = _Layout()
    root = layout.add(start, at=0, parent=None)
    for first, chat in chats:
        asked = layout.add(chat.tokens, at=len(start), parent=root)
        for owner, answer in enumerate(chat.answers, start=first):
            layout.answer(answer, at=len(start) + len(chat.tokens), asked=asked, owner=owner)
    return layout


@dataclass
class _Layout:
    """One pack: segments in order; each sees itself up to the present token, and all that its ancestors are.

    `judged` holds place, wanted token and owner of each answer token.
    """

    tokens: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lines: list[list[int]] = field(default_factory=list)
    judged: list[tuple[int, int, int]] = field(default_factory=list)

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
        places = (self.ends[asked], *range(first, first + len(answer) - 1))
        self.judged += ((place, token, owner) for place, token in zip(places, answer, strict=True))

    def visible(self, longest: int) -> Any:
        """Bool [longest, longest]; padding sees itself, because attention to nothing is not a number."""
        import torch

        padding = len(self.lines)
        segments = torch.tensor(self.segments + [padding] * (longest - len(self.segments)))
        related = torch.zeros(padding + 1, padding + 1, dtype=torch.bool)
        for segment, line in enumerate((*self.lines, [padding])):
            related[segment, line] = True
        return related[segments][:, segments].tril()
