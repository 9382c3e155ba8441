"""The admin of the supply side."""

from universities.admin import laboratory, patent, technology, university

__all__ = ["laboratory", "patent", "technology", "university"]
