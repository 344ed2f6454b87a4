"""Writing a course in the browser."""
