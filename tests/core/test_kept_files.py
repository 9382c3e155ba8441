"""Files that no row names."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from liaison.domain.agreement import add_file
from tests.factories import AgreementFactory
from yangpu_portal.core.domain.kept_files import STAY, file_fields, sweep_files

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 x"


def test_what_a_rolled_back_upload_left_goes_after_a_month_and_nothing_else(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    agreement = AgreementFactory()
    kept = add_file(agreement_id=agreement.pk, file=ContentFile(PDF, "a.pdf"))
    with transaction.atomic():
        lost = add_file(agreement_id=agreement.pk, file=ContentFile(PDF + b"y", "b.pdf"))
        transaction.set_rollback(True)
    storage = kept.file.storage
    assert sweep_files() == 0  # a transaction may be about to commit
    later = timezone.now() + STAY + timedelta(minutes=1)
    assert [sweep_files(at=later), sweep_files(at=later)] == [1, 0]
    assert storage.exists(kept.file.name)
    assert not storage.exists(lost.file.name)


def test_each_folder_belongs_to_one_column():
    folders = [folder for _field, folder in file_fields()]
    assert folders
    assert len(folders) == len(set(folders))
