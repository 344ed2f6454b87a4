"""Shared courses: what others have of them, in which version, and how that is brought up to date."""
