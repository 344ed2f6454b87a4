"""The people of a course at work on its draft: comments at their places, reviews, and what waits for whom."""
