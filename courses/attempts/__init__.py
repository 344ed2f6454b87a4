"""A try at a quiz from its start to its marks. Postgres holds every answer as soon as it was given."""
