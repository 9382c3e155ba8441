"""Looking at the portal as somebody else: django-hijack changes the session, the rest guards and tells."""
