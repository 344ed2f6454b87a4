"""Pages of labs and runs: each view opens a door, reads a form, acts, and draws."""
