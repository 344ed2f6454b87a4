"""Pictures, videos and files to download."""

import re
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import translation

from courses.content.blocks import FileBlock, ImageBlock, VideoBlock
from courses.content.localized import LocalizedMarkdown
from courses.content.markdown import render_inline
from courses.content.markdown.references import Picture
from courses.rendering import Rendering, address_of

Content = dict[str, Any]
NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')


def image_content(block: ImageBlock, rendering: Rendering) -> Content:
    image = block.image
    asset = rendering.assets[image.file]
    picture = Picture(address_of(asset), asset.width, asset.height)
    shared = {"src": picture.address, "width": picture.width, "height": picture.height}
    shared["is_shrunk"] = picture.is_shrunk

    def page(language: str) -> Content:
        alt = image.alt.in_language(language)[0] if image.alt else ""
        said = image.alt or image.caption
        lang = said.source if said and said.in_language(language)[1] else language
        return {**shared, "alt": alt, "lang": lang, "caption": _inline(image.caption, language)}

    return {"pages": {language: page(language) for language in rendering.languages}}


def video_content(block: VideoBlock, rendering: Rendering) -> Content:
    video = block.video
    shared: Content = {"embed": video.embed or "", "host": video.host}
    if video.file:
        asset = rendering.assets[video.file]
        shared |= {"src": address_of(asset), "media_type": asset.media_type}
    if video.poster:
        shared["poster"] = address_of(rendering.assets[video.poster])
    captions = {code: address_of(rendering.assets[path]) for code, path in video.captions.items()}

    def page(language: str) -> Content:
        transcript, lang = rendering.text(video.transcript, language, prefix=f"{block.key}_t", shift=3)
        default = language if language in captions else video.title.source
        return {
            **shared,
            "title": video.title.in_language(language)[0],
            "captions": [{"lang": c, "src": src, "default": c == default} for c, src in captions.items()],
            "transcript": transcript.html,
            "lang": lang,
            "terms": list(transcript.terms),
        }

    return {"pages": {language: page(language) for language in rendering.languages}}


def file_content(block: FileBlock, rendering: Rendering) -> Content:
    """A download is called by its title: a file of the course has plain letters only."""
    asset = rendering.assets[block.file.file]
    ending = asset.name.rpartition(".")[2]
    shared = {"src": address_of(asset), "kind": ending.upper()}

    def page(language: str) -> Content:
        with translation.override(language):
            size = filesizeformat(asset.size)
        title, is_fallback = block.file.title.in_language(language)
        lang = block.file.title.source if is_fallback else language
        return {
            **shared,
            "name": f"{NOT_IN_A_NAME.sub(' ', title).strip()}.{ending}",
            "lang": lang,
            "title": title,
            "size": size,
            "about": _inline(block.file.about, language),
        }

    return {"pages": {language: page(language) for language in rendering.languages}}


def _inline(text: LocalizedMarkdown | None, language: str) -> str:
    return render_inline(text.in_language(language)[0]) if text else ""
