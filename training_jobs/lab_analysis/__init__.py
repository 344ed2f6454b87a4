"""What everybody's runs of a lab say about the lab, for its authors. No figure is about one person.

A try is what may pass the lab: a grading that counts, or where a run is enough, a run.
"""

from training_jobs.lab_analysis.figures import FailureFigures, LabFigures, ScoreBin, ValueFigures, lab_figures

__all__ = ["FailureFigures", "LabFigures", "ScoreBin", "ValueFigures", "lab_figures"]
