"""Filled by the API worker."""
