"""The sheet of companies brought in by django-import-export, with what it needs to know of them."""

import io

import tablib
from import_export import resources

from benchmarks.imports_data import companies_sheet
from startups.models import Company
from yangpu_portal.core.models import District

COLUMNS = ("uscc", "name_zh", "employees")


class Companies(resources.ModelResource):
    """Validated like our rows; names for addresses come from the code, which costs it nothing."""

    class Meta:
        model = Company
        fields = COLUMNS
        import_id_fields = ("uscc",)
        clean_model_instances = True
        use_transactions = True

    def __init__(self) -> None:
        super().__init__()
        self.district = District.objects.get()

    def init_instance(self, row: dict) -> Company:
        return Company(district=self.district, slug=f"import-{row['uscc'].lower()}")


def bring(count: int, first: int, *, dry_run: bool) -> None:
    """Reads the sheet and tries or writes its rows."""
    dataset = tablib.Dataset().load(io.BytesIO(companies_sheet(count, first)), format="xlsx")
    dataset.headers = list(COLUMNS)
    result = Companies().import_data(dataset, dry_run=dry_run)
    assert not result.has_errors(), result.row_errors()[:1]
    assert not result.has_validation_errors(), result.invalid_rows[0].error
