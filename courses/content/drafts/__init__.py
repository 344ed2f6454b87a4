"""A course while it is written: its files as texts, and how what two people wrote is brought together."""
