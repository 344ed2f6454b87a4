"""Questions in the formats of other systems. Reading and writing never stop at the first thing that does not fit."""
