"""The supervisor's side of a run: it starts the engine through its host, tells Postgres, and decides how it ended."""
