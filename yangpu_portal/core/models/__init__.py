from yangpu_portal.core.models.district import District
from yangpu_portal.core.models.field import Field
from yangpu_portal.core.models.outgoing_email import OutgoingEmail
from yangpu_portal.core.models.user import User

__all__ = ["District", "Field", "OutgoingEmail", "User"]
