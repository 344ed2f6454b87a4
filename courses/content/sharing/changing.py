"""What an author does to a link, as changes to the files of a course."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import reduce

from courses.content import located_yaml
from courses.content.problems import gettext_noop as _
from courses.content.sharing import FROM, Json, Link, reference
from courses.content.sharing.following import in_languages, model_of
from courses.content.sharing.overriding import laid_over, without
from courses.content.yaml_writing import to_yaml

Files = Mapping[str, str]
Changed = dict[str, str | None]
LINE = re.compile(rf"^{FROM}:.*$", re.MULTILINE)


class NoLink(ValueError):
    """The file is not linked, or not any more; `template` says so, ready for translation."""

    template = _("This file is not linked to a shared course any more. Load the page again.")


def link_in(path: str, text: str) -> Link | None:
    """What a file is linked to, without the original; None where it is not."""
    if not path.endswith(".yaml") or not LINE.search(text):
        return None
    try:
        data = located_yaml.load(text).data
    except located_yaml.BadYaml:
        return None
    if not isinstance(data, dict):
        return None
    own = {name: value for name, value in data.items() if name != FROM}
    return Link.written(data.get(FROM), path=path, own=own, original={})


def relinked(files: Files, path: str, version: int, dropped: Collection[str] = ()) -> Changed:
    """The file on another version of the same part; the rest of it stays as it was written, without what is dropped."""
    link = _link(files, path)
    named = reference(link.shared, version, link.part)
    own = reduce(lambda own, place: without(own, tuple(place.split("."))), dropped, link.own)
    if own != link.own:
        return {path: to_yaml({FROM: named, **own}), **without_copy(files, link)}
    return {path: LINE.sub(f"{FROM}: {named}", files[path], count=1), **without_copy(files, link)}


def made_own(files: Files, path: str, original: Json, languages: Sequence[str]) -> Changed:
    """The file, or of a text its files, with all that it was linked to in it."""
    link = _link(files, path)
    model = model_of(link.kind, original)
    content = laid_over(in_languages(original, model, languages) if model else original, link.own)
    gone = without_copy(files, link)
    if link.kind != "text":
        return {path: to_yaml(content), **gone}
    stem = path.removesuffix("text.yaml")
    texts = {f"{stem}{language}.md": text for language, text in content["text"].items()}
    return {path: None, **texts, **gone}


def copy_of(files: Files, link: Link) -> Json | None:
    """The original that came with the course."""
    try:
        data = located_yaml.load(files.get(link.kept_in, "")).data
    except located_yaml.BadYaml:
        return None
    return data if isinstance(data, dict) else None


def _link(files: Files, path: str) -> Link:
    link = link_in(path, files.get(path, ""))
    if link is None:
        raise NoLink(path)
    return link


def without_copy(files: Files, link: Link) -> Changed:
    """The copy of what it was linked to goes, unless another file has the same."""
    others = (link_in(path, text) for path, text in files.items() if path != link.path)
    shared = any(other is not None and other.kept_in == link.kept_in for other in others)
    return {} if shared or link.kept_in not in files else {link.kept_in: None}
