"""Which edition of spec, events and signals this code speaks; a site and its nodes compare it."""

CONTRACT = 4
