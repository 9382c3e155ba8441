"""Several acts at one moment, each on a real connection of its own."""

import threading
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Runs the acts at one moment, each on a connection of its own; their refusals, in no order."""
    start, refusals = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except ValidationError as error:
            refusals.append(code_of(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()
    return refusals


def code_of(error: ValidationError) -> str:
    """The field that is wrong, else the code of what is."""
    return next(iter(getattr(error, "error_dict", {})), None) or error.error_list[0].code or "none"
