"""Background tasks of the base."""

from celery import shared_task

from yangpu_portal.core.domain.found_names import refresh_names
from yangpu_portal.core.domain.kept_files import sweep_files
from yangpu_portal.core.mail import delivery


@shared_task(name="core.deliver_due_mail")
def deliver_due_mail() -> dict[str, int]:
    return dict(delivery.deliver_due_mail())


@shared_task(name="core.refresh_found_names")
def refresh_found_names() -> int:
    return refresh_names()


@shared_task(name="core.sweep_files")
def sweep_files_nobody_names() -> int:
    return sweep_files()
