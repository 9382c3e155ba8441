from startups.models.company import Company, CompanyMember
from startups.models.need import Need, NeedEvent, NeedParameter
from startups.models.park import SciTechPark
from startups.models.seat import SeatInvitation

__all__ = ["Company", "CompanyMember", "Need", "NeedEvent", "NeedParameter", "SciTechPark", "SeatInvitation"]
