"""Gives memberships from before terms were kept the one they have, and its last day with rights."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

_BEGUN = {"active": "running", "grace": "running", "suspended": "running", "expired": "ended"}


def forwards(apps, schema_editor):
    Membership = apps.get_model("liaison", "Membership")
    Term = apps.get_model("liaison", "MembershipTerm")
    today = timezone.localdate()
    for membership in Membership.objects.select_related("program", "parent").order_by("parent_id", "pk"):
        has_dates = membership.starts_on and membership.ends_on
        state = _BEGUN.get(membership.state) if has_dates else None
        if membership.state == "approved":
            state = "due"
        if state is None:
            continue
        Term.objects.create(
            membership=membership,
            number=1,
            tier_id=membership.tier_id,
            state=state,
            starts_on=membership.starts_on,
            ends_on=membership.ends_on,
            fee=membership.fee,
            currency=membership.currency,
            due_on=membership.starts_on or today + timedelta(days=30),
        )
    # Roots first: a branch has rights no longer than its root.
    for roots in (True, False):
        rows = Membership.objects.filter(parent__isnull=roots, ends_on__isnull=False)
        for membership in rows.select_related("program", "parent"):
            until = membership.ends_on + timedelta(days=membership.program.grace_days)
            above = membership.parent.rights_until if membership.parent else None
            membership.rights_until = min(until, above) if above else until
            membership.save(update_fields=["rights_until"])


class Migration(migrations.Migration):
    dependencies = [("liaison", "0013_history")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)]
