"""What pages about runs say: plain values made from rows, ready for a template, with no request in sight."""
