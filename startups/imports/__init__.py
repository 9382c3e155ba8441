"""Needs from foreign files: which columns mean what, and how a row becomes a need."""
