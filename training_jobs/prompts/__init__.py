"""Prompt experiments without a model: templates, cases and how an answer is graded."""
