"""Waking Celery: a hint that work is there, never the record of it.

The record is a row in PostgreSQL that a timer finds too, so a broker that is away delays work and loses none.
"""

import logging
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str, *args: Any) -> bool:
    """Asks a worker to run a task by its name; tells whether the broker took it."""
    try:
        current_app.send_task(task, args, retry=False)
    except OperationalError as error:
        logger.warning("The broker is away (%s); %s waits for its timer", error, task)
        return False
    return True
