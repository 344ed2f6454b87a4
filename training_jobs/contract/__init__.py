"""What a run is asked to do and what it answers: plain data, without Django or torch."""
