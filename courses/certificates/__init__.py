"""Certificates: what was printed at issue, its number, and what became of it. A completion is the fact they attest."""
