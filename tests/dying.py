"""Processes that are killed in the middle of a deed, as the system does when memory runs out.

The deed runs in a process of its own, which sends itself SIGKILL before its n-th write or commit: no
`finally`, no rollback by Python, only what the database has by then.
"""

import os
import signal
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

_MOST_STEPS = 500
_WRITES = ("INSERT", "UPDATE", "DELETE")
Deed = Callable[[], Any]


def killed_at_each_step(deed: Deed, look: Deed) -> int:
    """Tries the deed again and again, killed one step later each time, until a try gets through.

    Args:
        look: called after each try, to see whether what is stored makes sense.

    Returns:
        how many tries were killed.
    """
    for steps in range(_MOST_STEPS):
        was_killed = killed_before(deed, steps)
        look()
        if not was_killed:
            return steps
    raise AssertionError(f"the deed does not end within {_MOST_STEPS} writes")


def killed_before(deed: Deed, steps: int) -> bool:
    """Does the deed in a process that dies after so many writes and commits; tells whether it died."""
    connections.close_all()  # a connection that two processes share ends with the first of them
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the test runner's threads
        child = os.fork()
    if child == 0:
        _die_or_exit(deed, steps)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the deed failed; its traceback is above"
    return False


def _die_or_exit(deed: Deed, steps: int) -> None:
    left = steps

    def step() -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    def statement(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith(_WRITES):
            step()
        return execute(sql, *args)

    code = 1
    try:
        connection.ensure_connection()
        plain = connection._commit

        def dying_commit() -> None:
            step()
            plain()

        connection._commit = dying_commit
        with connection.execute_wrapper(statement):
            deed()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
