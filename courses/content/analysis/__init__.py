"""What a quiz's answers say about the quiz: pure arithmetic over sums that can be added up as attempts come in."""

from courses.content.analysis.findings import Finding, Kind, findings_of
from courses.content.analysis.pooling import Version
from courses.content.analysis.report import ChoiceFigures, QuestionFigures, QuizFigures, analyse
from courses.content.analysis.sums import ItemMoments, Moments, QuizSums, Tried, band_of

__all__ = [
    "ChoiceFigures",
    "Finding",
    "ItemMoments",
    "Kind",
    "Moments",
    "QuestionFigures",
    "QuizFigures",
    "QuizSums",
    "Tried",
    "Version",
    "analyse",
    "band_of",
    "findings_of",
]
