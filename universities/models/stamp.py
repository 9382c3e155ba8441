"""The stamp of the search: a sequence that moves whenever something changes that lists of offers show."""

import pgtrigger

STAMP = "universities_search_stamp"


def moves_search_stamp(name: str) -> pgtrigger.Trigger:
    """A trigger, once for each statement. A sequence, so that writers never wait for each other."""
    return pgtrigger.Trigger(
        name=f"{name}_search_stamp",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"PERFORM nextval('{STAMP}'); RETURN NULL;",
    )
