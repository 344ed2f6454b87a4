"""Answers that people mark: who may, what waits, what is given and changed, what learners ask for when they see it otherwise."""
