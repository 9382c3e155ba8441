"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "staff_second_factor": settings.STAFF_SECOND_FACTOR,
        "support_email": settings.SUPPORT_EMAIL,
    }
