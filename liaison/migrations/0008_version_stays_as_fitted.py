import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0007_parts_name_their_needs'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='engineversion',
            trigger=pgtrigger.compiler.Trigger(name='version_stays_as_fitted', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."engine" IS DISTINCT FROM (NEW."engine") OR OLD."encoder" IS DISTINCT FROM (NEW."encoder") OR OLD."weights" IS DISTINCT FROM (NEW."weights") OR OLD."report" IS DISTINCT FROM (NEW."report"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8fb279a69c5837c263ee5e84952e114c57d30122', operation='UPDATE', pgid='pgtrigger_version_stays_as_fitted_a0ff6', table='liaison_engineversion', when='BEFORE')),
        ),
    ]
