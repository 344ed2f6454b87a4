"""What authors bring in from elsewhere: it is read and shown first, and joins a draft when its author says so."""
