from startups.models.company import Company, CompanyMember
from startups.models.links import CompanyField, NeedField
from startups.models.need import Need, NeedEvent, NeedParameter
from startups.models.park import SciTechPark
from startups.models.seat import SeatInvitation

__all__ = [
    "Company",
    "CompanyField",
    "CompanyMember",
    "Need",
    "NeedEvent",
    "NeedField",
    "NeedParameter",
    "SciTechPark",
    "SeatInvitation",
]
