"""Finding courses and what stands in them."""
