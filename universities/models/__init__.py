from universities.models.laboratory import Laboratory, Researcher
from universities.models.patent import Patent
from universities.models.search import SearchedField, SearchedTechnology, TechnologyField, TechnologySearch
from universities.models.search_term import SearchTerm
from universities.models.shown import LaboratoryField, ResearcherField, TechnologyInventor, TechnologyPatent
from universities.models.staff import UniversityStaff
from universities.models.technology import Technology, TechnologyMetric
from universities.models.university import Department, School, University

__all__ = [
    "Department",
    "Laboratory",
    "LaboratoryField",
    "Patent",
    "Researcher",
    "ResearcherField",
    "School",
    "SearchTerm",
    "SearchedField",
    "SearchedTechnology",
    "Technology",
    "TechnologyField",
    "TechnologyInventor",
    "TechnologyMetric",
    "TechnologyPatent",
    "TechnologySearch",
    "University",
    "UniversityStaff",
]
