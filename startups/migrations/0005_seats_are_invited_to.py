from django.conf import settings
from django.db import migrations

import yangpu_portal.core.fields


def name_seats(apps, schema_editor):
    """Gives every seat its public id; the field makes one as the row is saved."""
    field = yangpu_portal.core.fields.PublicIdField(prefix="cme")
    field.set_attributes_from_name("public_id")
    for seat in apps.get_model("startups", "CompanyMember").objects.filter(public_id=None):
        field.pre_save(seat, add=True)
        seat.save(update_fields=["public_id"])


class Migration(migrations.Migration):

    dependencies = [
        ("startups", "0004_needs_in_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="companymember",
            name="public_id",
            field=yangpu_portal.core.fields.PublicIdField(prefix="cme", null=True),
        ),
        migrations.RunPython(name_seats, migrations.RunPython.noop, elidable=True),
    ]
