from universities.models.laboratory import Laboratory, Researcher
from universities.models.patent import Patent
from universities.models.staff import UniversityStaff
from universities.models.technology import Technology, TechnologyMetric, TechnologySearch
from universities.models.university import Department, School, University

__all__ = [
    "Department",
    "Laboratory",
    "Patent",
    "Researcher",
    "School",
    "Technology",
    "TechnologyMetric",
    "TechnologySearch",
    "University",
    "UniversityStaff",
]
