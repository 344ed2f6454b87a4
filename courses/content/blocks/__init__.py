"""Blocks of a lesson beside texts, quizzes and labs, and what stands in the `<name>.<kind>.yaml` of each."""

from typing import Any, Literal

from courses.content.blocks.asides import (
    AcknowledgeSource,
    CheckSource,
    Resource,
    ResourcesSource,
    RevealSource,
)
from courses.content.blocks.media import FileSource, FileUse, ImageSource, VideoSource
from courses.content.blocks.replay import Pause, ReplaySource
from courses.content.localized import ContentModel
from courses.content.questions.base import Slug
from courses.content.recordings import Recorded

__all__ = [
    "OTHER_BLOCKS",
    "AcknowledgeBlock",
    "AcknowledgeSource",
    "CheckBlock",
    "CheckSource",
    "FileBlock",
    "FileSource",
    "FileUse",
    "ImageBlock",
    "ImageSource",
    "Pause",
    "ReplayBlock",
    "ReplaySource",
    "Resource",
    "ResourcesBlock",
    "ResourcesSource",
    "RevealBlock",
    "RevealSource",
    "VideoBlock",
    "VideoSource",
]


class ImageBlock(ContentModel):
    kind: Literal["image"] = "image"
    key: Slug
    image: ImageSource


class VideoBlock(ContentModel):
    kind: Literal["video"] = "video"
    key: Slug
    video: VideoSource


class FileBlock(ContentModel):
    kind: Literal["file"] = "file"
    key: Slug
    file: FileSource


class RevealBlock(ContentModel):
    kind: Literal["reveal"] = "reveal"
    key: Slug
    reveal: RevealSource


class CheckBlock(ContentModel):
    kind: Literal["check"] = "check"
    key: Slug
    check: CheckSource


class ReplayBlock(ContentModel):
    """`recorded` is what the recording tells: read once, so that nothing else has to know its file."""

    kind: Literal["replay"] = "replay"
    key: Slug
    replay: ReplaySource
    recorded: Recorded


class AcknowledgeBlock(ContentModel):
    kind: Literal["acknowledge"] = "acknowledge"
    key: Slug
    acknowledge: AcknowledgeSource


class ResourcesBlock(ContentModel):
    kind: Literal["resources"] = "resources"
    key: Slug
    resources: ResourcesSource


OTHER_BLOCKS: dict[str, tuple[type[ContentModel], type[Any]]] = {
    "image": (ImageSource, ImageBlock),
    "video": (VideoSource, VideoBlock),
    "file": (FileSource, FileBlock),
    "reveal": (RevealSource, RevealBlock),
    "check": (CheckSource, CheckBlock),
    "replay": (ReplaySource, ReplayBlock),
    "acknowledge": (AcknowledgeSource, AcknowledgeBlock),
    "resources": (ResourcesSource, ResourcesBlock),
}
