"""Learning paths: from a file to a plan that people are on, and how far each of them is."""
