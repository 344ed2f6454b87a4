"""Whether what a block shows or offers is there, and comes from where the site allows."""

from collections.abc import Sequence

from courses.content.assets.folder import Assets
from courses.content.blocks import FileSource, ImageSource, VideoSource
from courses.content.located_yaml import LocatedYaml
from courses.content.markdown import NotThere
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _

NOT_APPROVED = _(
    "Videos from “%(host)s” are not approved here; approved are: %(hosts)s. Whoever runs the site sets EMBED_HOSTS."
)
Showing = ImageSource | VideoSource | FileSource


def check_uses(
    source: Showing, located: LocatedYaml, path: str, *, assets: Assets, hosts: Sequence[str], report: Report
) -> None:
    for use in source.files():
        try:
            assets.find(use.path, use.wanted)
        except NotThere as absent:
            report.error(path, located.line_of(use.place), absent.template, **absent.params)
    if isinstance(source, VideoSource) and source.embed and source.host not in hosts:
        told = {"host": source.host, "hosts": ", ".join(hosts)}
        report.error(path, located.line_of(("embed",)), NOT_APPROVED, **told)
