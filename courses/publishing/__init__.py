"""From a draft to what people learn with."""
