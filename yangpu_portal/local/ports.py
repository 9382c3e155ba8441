"""Loopback ports: is one free, and which one is."""

import os
import socket

from yangpu_portal.local.errors import LocalError

HOST = "127.0.0.1"
DEFAULT_WEB_PORT = "8000"
FIRST_ORDINARY_PORT = 1024


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now (a closed connection's wait state does not count)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port(preferred: int = 0) -> int:
    """`preferred` when it is free, else any free port."""
    if preferred and is_free(preferred):
        return preferred
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def web_port() -> int:
    """PORT from the environment. Raises LocalError when it is no port, or busy."""
    text = os.environ.get("PORT") or DEFAULT_WEB_PORT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise LocalError(
            f"PORT={text} is not a port number. Choose one from 1024 to 65535: make demo PORT=8080"
        )
    port = int(text)
    if port < FIRST_ORDINARY_PORT and os.geteuid() != 0:
        raise LocalError(f"Port {port} needs root. Choose one from 1024 to 65535: make demo PORT=8080")
    if not is_free(port):
        other = port + 1 if port < 65_535 else 8000
        raise LocalError(f"Port {port} is busy. Choose another one: make demo PORT={other}")
    return port
