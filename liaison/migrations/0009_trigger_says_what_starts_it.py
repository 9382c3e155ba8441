from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0008_version_stays_as_fitted'),
    ]

    operations = [
        migrations.AlterField(
            model_name='matchrun',
            name='trigger',
            field=models.CharField(choices=[('nightly', 'every night'), ('need', 'a need opened or changed, or feedback'), ('technology', 'a technology was published'), ('manual', 'by hand')], max_length=20, verbose_name='started by'),
        ),
    ]
