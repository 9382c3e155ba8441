import django.contrib.postgres.fields
from django.db import migrations, models


def name_needs(apps, schema_editor):
    """Parts still to be matched get the open needs of their range."""
    Need = apps.get_model("startups", "Need")
    for part in apps.get_model("liaison", "MatchChunk").objects.filter(done=False):
        found = Need.objects.filter(state="open", pk__range=(part.first_need, part.last_need))
        part.need_ids = list(found.order_by("pk").values_list("pk", flat=True))
        part.save(update_fields=["need_ids"])


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0006_learning'),
        ('startups', '0002_company_weekly_suggestions'),
    ]

    operations = [
        migrations.AddField(
            model_name='matchchunk',
            name='need_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='keys of the needs'),
            preserve_default=False,
        ),
        migrations.RunPython(name_needs),
        migrations.AlterModelOptions(
            name='matchchunk',
            options={'ordering': ['run', 'id'], 'verbose_name': 'part of a match run', 'verbose_name_plural': 'parts of match runs'},
        ),
        migrations.RemoveConstraint(
            model_name='matchchunk',
            name='match_chunk_once_per_run',
        ),
        migrations.RemoveConstraint(
            model_name='matchchunk',
            name='match_chunk_in_order',
        ),
        migrations.RemoveField(
            model_name='matchchunk',
            name='first_need',
        ),
        migrations.RemoveField(
            model_name='matchchunk',
            name='last_need',
        ),
    ]
