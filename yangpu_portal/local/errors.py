"""The one error a person reads: what is wrong and what to do, in one line."""


class LocalError(Exception):
    """Stops the command with its message and exit code 1, without a traceback."""
