from startups.models.company import Company, CompanyMember
from startups.models.need import Need, NeedEvent, NeedParameter
from startups.models.park import SciTechPark

__all__ = ["Company", "CompanyMember", "Need", "NeedEvent", "NeedParameter", "SciTechPark"]
