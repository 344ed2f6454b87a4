"""Other terms of a quiz for one person."""
