"""Encoders of text: the built-in one, one from a folder, and the store of computed vectors around either."""
