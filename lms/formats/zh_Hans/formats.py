"""Chinese groups digits by three, as browsers do (`Intl`): 76,038."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
