"""What the local programs are told by their environment, beside where the servers are."""

from yangpu_portal.local.state import StateDirectory


def local_environment(state: StateDirectory) -> dict[str, str]:
    """Settings for a portal on this machine only."""
    return {
        "DJANGO_SETTINGS_MODULE": "yangpu_portal.settings",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": state.secret_key(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "MATCHING_CACHE": str(state.path / "matching"),
    }
