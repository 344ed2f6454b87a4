"""What the fields of a content model are to somebody who fills in a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from courses.content.assets import Group as AssetGroup

Models = Mapping[str, type[BaseModel]]


@dataclass(frozen=True)
class Localized:
    """A text in each language of the course."""

    is_markdown: bool


@dataclass(frozen=True)
class Line:
    """`is_key`: names a part among its siblings; whoever learns is filed under it, so it is not typed, but for the name of a
    question (`of_question`), as long as nobody has learnt with it.

    A date with its time and zone is a line as well: it comes back as its author wrote it.
    """

    is_key: bool = False
    of_question: bool = False


@dataclass(frozen=True)
class Number:
    is_whole: bool
    low: float | None = None
    high: float | None = None

    @property
    def is_share(self) -> bool:
        """Of one: it may be written in per cent."""
        return not self.is_whole and self.high == 1


@dataclass(frozen=True)
class Flag:
    """True or not; ticked or not."""


@dataclass(frozen=True)
class Option:
    """One of a few words; truths are among them as true and false."""

    options: tuple[Any, ...]


@dataclass(frozen=True)
class Fixed:
    """The one word or number it may be."""

    value: Any


@dataclass(frozen=True)
class Reference:
    """The key of one of its parent's siblings, listed under `listed_in`."""

    listed_in: str


@dataclass(frozen=True)
class Words:
    """Several words or numbers in a line."""

    are_numbers: bool


@dataclass(frozen=True)
class Passage:
    """A text of several lines that is the same in every language."""


@dataclass(frozen=True)
class Lines:
    """Several texts, one in each line."""


@dataclass(frozen=True)
class LocalizedLines:
    """Several texts in each language of the course, one in each line; those of equal place belong together."""


@dataclass(frozen=True)
class NamesByLanguage:
    """Several names in each language of the course, in a line; those of one language are no translations of another's."""


@dataclass(frozen=True)
class Table:
    """Rows of numbers, one row in each line."""


@dataclass(frozen=True)
class AssetName:
    """A file of the course."""

    group: AssetGroup | None


@dataclass(frozen=True)
class AssetNames:
    """A file of the course for each of its languages."""

    group: AssetGroup | None


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""


@dataclass(frozen=True)
class Moment:
    """A day and a time, with the offset of the clock they are told by."""


@dataclass(frozen=True)
class Picks:
    """Keys of several things that the site has as `among`: put in order, or ticked where their order means nothing.

    `of` names the field beside it that says of what they are, as the tags are of a bank.
    """

    among: str
    in_order: bool
    of: str = ""
    are_numbers: bool = False

    def offered(self, beside: Mapping[str, Any]) -> str:
        """What the site has them as."""
        return f"{self.among} of {beside.get(self.of)}" if self.of else self.among


@dataclass(frozen=True)
class Pick:
    """One thing that the site has as `among`, chosen at once; its file tells it by several keys, `names`."""

    among: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    model: type[BaseModel]


@dataclass(frozen=True)
class Kinded:
    """One part, of one of these kinds; `unseen` are fields that mean nothing where there is one part only."""

    models: Models = field(hash=False)
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Items:
    """Several parts, by the kinds they may be (`""` where there is one kind); `are_named`: a mapping of names to parts,
    which are chosen from `names` where there are any, by what the site calls them as `named_among`."""

    models: Models = field(hash=False)
    at_least: int = 0
    are_named: bool = False
    names: tuple[str, ...] = ()
    named_among: str = ""


@dataclass(frozen=True)
class Other:
    """What no form shows; the file's source does."""


@dataclass(frozen=True)
class Names:
    """Marks a mapping whose keys are chosen from these; what they are called, the site has as `among`."""

    names: tuple[str, ...]
    among: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """Marks what another page changes: a form sends it along unseen."""


@dataclass(frozen=True)
class Picked:
    """Marks the key of something that the site has as `among`; see `Picks`."""

    among: str
    in_order: bool = False
    of: str = ""


Shape = (
    Localized | Line | Number | Flag | Option | Fixed | Reference | Words | Group | Items | Other
    | Kinded | Passage | Lines | LocalizedLines | NamesByLanguage | Table | AssetName | AssetNames
    | Day | Moment | Pick | Picks
)  # fmt: skip
