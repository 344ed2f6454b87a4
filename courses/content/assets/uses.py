"""Whether what a block shows or offers is there, and comes from where the site allows."""

from collections.abc import Sequence

from courses.content.assets.folder import Assets
from courses.content.assets.judging import BadAsset
from courses.content.blocks import FileSource, ImageSource, ReplayBlock, ReplaySource, VideoSource
from courses.content.located_yaml import LocatedYaml
from courses.content.markdown import NotThere
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.recordings import read_recording

NONE_APPROVED = _(
    "Videos from “%(host)s” are not approved here: no host is approved on this site yet. Whoever runs it sets EMBED_HOSTS."
)
NOT_APPROVED = _(
    "Videos from “%(host)s” are not approved here; approved are: %(hosts)s. Whoever runs the site sets EMBED_HOSTS."
)
Showing = ImageSource | VideoSource | FileSource | ReplaySource


def check_uses(
    source: Showing, located: LocatedYaml, path: str, *, assets: Assets, hosts: Sequence[str], report: Report
) -> None:
    for use in source.files():
        try:
            assets.find(use.path, use.wanted)
        except NotThere as absent:
            report.error(path, located.line_of(use.place), absent.template, **absent.params)
    if isinstance(source, VideoSource) and source.embed and source.host not in hosts:
        told = {"host": source.host, **({"hosts": ", ".join(hosts)} if hosts else {})}
        report.error(path, located.line_of(("embed",)), NOT_APPROVED if hosts else NONE_APPROVED, **told)


def replay_block(
    key: str, source: ReplaySource, located: LocatedYaml, path: str, *, assets: Assets, report: Report
) -> ReplayBlock | None:
    """The block with what its recording tells, which its pauses must lie within."""
    if (content := assets.content(source.recording)) is None:
        return None
    try:
        recorded = read_recording(content)
    except BadAsset as bad:
        bad.tell(report.error, source.recording)
        return None
    first, last = recorded.steps[0].step, recorded.steps[-1].step
    for place, pause in enumerate(source.pauses):
        if not first <= pause.at < last:
            template = _("The recording goes from step %(first)d to %(last)d; a pause lies before its end.")
            report.error(path, located.line_of(("pauses", place, "at")), template, first=first, last=last)
    return ReplayBlock(key=key, replay=source, recorded=recorded)
