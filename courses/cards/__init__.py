"""The parts of a lesson as its page shows them."""
