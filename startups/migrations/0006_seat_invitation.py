import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yangpu_portal.core.fields


class Migration(migrations.Migration):
    # Apart from 0005: PostgreSQL alters no table whose rows were changed in the same transaction.

    dependencies = [
        ("startups", "0005_seats_are_invited_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="companymember",
            name="public_id",
            field=yangpu_portal.core.fields.PublicIdField(prefix="cme"),
        ),
        migrations.CreateModel(
            name='SeatInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yangpu_portal.core.fields.PublicIdField(prefix='inv')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(choices=[('zh-hans', 'Chinese'), ('en', 'English')], max_length=10, verbose_name='language of the mail')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last sent')),
                ('mails', models.PositiveSmallIntegerField(default=0, verbose_name='mails sent')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='startups.company', verbose_name='company')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
            ],
            options={
                'verbose_name': 'invitation to a company',
                'verbose_name_plural': 'invitations to companies',
                'ordering': ['-sent_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('company', 'email'), name='invitation_open_once')],
            },
        ),
    ]
