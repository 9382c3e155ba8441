"""Whether what readers of the supply side are shown has changed, known without reading any of it."""

from django.db import connection

from universities.models.stamp import DETAIL_STAMP, STAMP

_NOW = f"SELECT (SELECT last_value FROM {STAMP}), (SELECT last_value FROM {DETAIL_STAMP})"  # noqa: S608
# Who moves a sequence holds this lock on it to the end of the transaction; nothing else takes it.
_MOVING = f"""
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE relation IN ('{STAMP}'::regclass, '{DETAIL_STAMP}'::regclass)
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
    )
"""  # noqa: S608 - names of our own sequences

Stamps = tuple[int, int]


def public_stamps() -> Stamps:
    """The two stamps: what is read later is at least as new, and the same until one of them moves."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        search, detail = cursor.fetchone()
        return search, detail


def stamps_are_settled() -> bool:
    """Whether nobody has moved a stamp without having committed.

    Ask between reading the stamps and reading rows: a stamp moves at once and the rows behind it appear at
    commit, so that rows read meanwhile are older than the stamp says.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MOVING)
        return not cursor.fetchone()[0]
