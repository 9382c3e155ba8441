from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0019_requests_are_found'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_amount_positive',
        ),
        migrations.AlterField(
            model_name='entitlemententry',
            name='kind',
            field=models.CharField(choices=[('granted', 'granted with the term'), ('adjusted', 'adjusted to another tier'), ('corrected', 'corrected by the office'), ('allocated', 'allocated to a company'), ('received', 'received from the district'), ('given_back', 'given back to the district'), ('taken_back', 'taken back from a company'), ('used', 'used'), ('returned', 'returned after a decline'), ('expired', 'expired with the term')], max_length=20, verbose_name='kind of entry'),
        ),
        migrations.AlterField(
            model_name='membershipevent',
            name='change',
            field=models.CharField(choices=[('state', 'state'), ('payment', 'payment'), ('term', 'term'), ('tier', 'tier'), ('fee', 'fee'), ('branch', 'membership above'), ('reminder', 'reminder'), ('request', 'request of the company'), ('document', 'documents')], default='state', max_length=20, verbose_name='what changed'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='payment_moves_money', violation_error_message='The amount must not be zero.'),
        ),
    ]
