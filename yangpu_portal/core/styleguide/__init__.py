"""The style guide: every part of the pages in each of its states and in both languages."""
