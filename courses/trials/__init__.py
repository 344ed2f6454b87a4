"""Answers that a run marks: asked for at hand-in, settled when the run has ended, asked for anew where it failed."""
