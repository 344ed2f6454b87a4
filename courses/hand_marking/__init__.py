"""Answers that people mark: who may, what waits, what is given and changed, what learners ask about it."""
