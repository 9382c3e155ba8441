"""How callers of the API say who they are: for now by the session of the browser."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class PortalSession(SessionAuthentication):
    """The portal's own session. With a challenge, so that who is not signed in gets 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="api"'
