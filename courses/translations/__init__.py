"""Keeping a course in several languages."""
