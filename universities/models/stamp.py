"""Stamps: sequences that move whenever something changes that readers are shown.

The stamp of the search moves with what lists of offers show, that of details with the rest of the record:
laboratories, people, patents, measured parameters, and seats, which decide who reads what.
"""

import pgtrigger

STAMP = "universities_search_stamp"
DETAIL_STAMP = "universities_detail_stamp"


def moves_search_stamp(name: str) -> pgtrigger.Trigger:
    return _moves(STAMP, f"{name}_search_stamp")


def moves_detail_stamp(name: str) -> pgtrigger.Trigger:
    return _moves(DETAIL_STAMP, f"{name}_detail_stamp")


def _moves(stamp: str, name: str) -> pgtrigger.Trigger:
    """A trigger, once for each statement. A sequence, so that writers never wait for each other."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"PERFORM nextval('{stamp}'); RETURN NULL;",
    )
