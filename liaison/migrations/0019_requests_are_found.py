from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0018_requests_of_companies"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="membershipevent",
            index=models.Index(
                condition=models.Q(("change", "request")),
                fields=["membership"],
                name="membership_event_request",
            ),
        ),
    ]
