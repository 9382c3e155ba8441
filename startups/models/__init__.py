from startups.models.company import Company, CompanyMember
from startups.models.need import Need, NeedParameter
from startups.models.park import SciTechPark

__all__ = ["Company", "CompanyMember", "Need", "NeedParameter", "SciTechPark"]
