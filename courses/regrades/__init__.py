"""Regrading: marks of handed-in attempts made anew by the key of another revision: compared first, applied, taken back."""
