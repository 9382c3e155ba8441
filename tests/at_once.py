"""Several acts at one moment, each on a real connection of its own."""

import threading
import time
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Runs the acts at one moment, each on a connection of its own; their refusals, in no order."""
    start, refusals = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except ValidationError as error:
            refusals.append(code_of(error))
        except OperationalError as error:
            if "could not obtain lock" not in str(error):
                raise
            refusals.append("locked")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()
    return refusals


def while_it_waits(act: Callable[[], object], change: Callable[[], object]) -> None:
    """Starts the act on a connection of its own while a change it waits for is not committed yet."""
    waiting = threading.Thread(target=at_once, args=(act,))
    with transaction.atomic():
        change()
        waiting.start()
        for _ in range(500):
            with connection.cursor() as cursor:
                cursor.execute("SELECT FROM pg_locks WHERE NOT granted")
                if cursor.rowcount:
                    break
            time.sleep(0.01)
    waiting.join(timeout=20)
    assert not waiting.is_alive()


def code_of(error: ValidationError) -> str:
    """The field that is wrong, else the code of what is."""
    return next(iter(getattr(error, "error_dict", {})), None) or error.error_list[0].code or "none"
