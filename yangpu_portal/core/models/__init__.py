from yangpu_portal.core.models.district import District
from yangpu_portal.core.models.field import Field
from yangpu_portal.core.models.found_name import FoundName
from yangpu_portal.core.models.impersonation import Impersonation
from yangpu_portal.core.models.links import RolePermission, UserPermission, UserRole
from yangpu_portal.core.models.list_export import ListExport
from yangpu_portal.core.models.outgoing_email import OutgoingEmail
from yangpu_portal.core.models.recorded_change import RecordedChange
from yangpu_portal.core.models.saved_filter import SavedFilter
from yangpu_portal.core.models.user import User

__all__ = [
    "District",
    "Field",
    "FoundName",
    "Impersonation",
    "ListExport",
    "OutgoingEmail",
    "RecordedChange",
    "RolePermission",
    "SavedFilter",
    "User",
    "UserPermission",
    "UserRole",
]
