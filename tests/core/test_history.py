"""Every change is on record, whichever way it came: by whom, why, before and after; and stays as written."""

from datetime import timedelta

import pghistory
import pytest
from django.contrib.auth.models import Permission
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from startups.models import Company
from tests.factories import CompanyFactory, FieldFactory, ProgramFactory, TechnologyFactory, UserFactory
from tests.people import AUDITOR, OFFICER, OFFICIAL, TTO, in_group, signed_in, tto_of
from yangpu_portal.celery import app
from yangpu_portal.core.changes.sources import all_sources
from yangpu_portal.core.history import apart, because
from yangpu_portal.core.models import RecordedChange, User

pytestmark = pytest.mark.django_db
CHANGES = "/admin/core/recordedchange/"


def last(row):
    return row.history.latest("pgh_id")


def test_a_save_is_recorded():
    company = CompanyFactory(name_en="Before")
    company.name_en = "After"
    company.save()
    names = company.history.order_by("pgh_id").values_list("pgh_label", "name_en")
    assert list(names) == [("insert", "Before"), ("update", "After")]


def test_an_update_of_many_is_recorded():
    company = CompanyFactory()
    Company.objects.filter(pk=company.pk).update(name_en="After")
    assert last(company).name_en == "After"


def test_rows_made_in_bulk_are_recorded():
    field = FieldFactory.build(parent=None)
    type(field).objects.bulk_create([field])
    assert last(field).pgh_label == "insert"


def test_bare_sql_is_recorded():
    company = CompanyFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE startups_company SET name_en = 'After' WHERE id = %s", [company.pk])
    assert last(company).name_en == "After"
    assert last(company).pgh_context is None


def test_a_deletion_is_recorded():
    program = ProgramFactory()
    events, pk = type(program).history.rel.related_model, program.pk
    program.delete()
    assert events.objects.filter(id=pk).latest("pgh_id").pgh_label == "delete"


def test_the_admin_records_who():
    official, field = in_group(OFFICIAL), FieldFactory(parent=None)
    values = {"name_zh": "改名", "name_en": "Renamed", "code": field.code, "position": 3}
    answer = signed_in(official).post(f"/admin/core/field/{field.pk}/change/", values)
    assert answer.status_code == 302
    event = last(field)
    assert (event.name_en, event.pgh_context.metadata["user"]) == ("Renamed", official.pk)
    assert event.pgh_context.metadata["url"] == f"/admin/core/field/{field.pk}/change/"


def test_a_task_records_its_name():
    company = CompanyFactory()

    @app.task(name="core.rename")
    def rename():
        Company.objects.filter(pk=company.pk).update(name_en="After")

    rename()
    assert last(company).pgh_context.metadata == {"task": "core.rename"}


def test_a_reason_is_recorded():
    company = CompanyFactory()
    with because("a slip of the pen"):
        Company.objects.filter(pk=company.pk).update(name_en="After")
    assert last(company).pgh_context.metadata["reason"] == "a slip of the pen"


def test_links_are_recorded():
    technology, field = TechnologyFactory(), FieldFactory()
    technology.fields.add(field)
    technology.fields.set([])
    events = next(one for one in all_sources() if one.label == "universities.technologyfieldhistory").events
    found = events.objects.filter(technology=technology.pk, field=field.pk).order_by("pgh_id")
    assert list(found.values_list("pgh_label", flat=True)) == ["insert", "delete"]


def test_roles_and_permissions_are_recorded():
    user, permission = in_group(AUDITOR), Permission.objects.earliest("pk")
    user.user_permissions.add(permission)
    events = {one.label: one.events.objects for one in all_sources()}
    assert events["core.userrolehistory"].get(user=user.pk).group == user.groups.get()
    assert events["core.userpermissionhistory"].get(user=user.pk).permission == permission


def test_who_it_was_and_why_stays_as_noted():
    company = CompanyFactory()
    with pghistory.context(user=1, reason="a slip of the pen"):
        Company.objects.filter(pk=company.pk).update(name_en="After")
    notes = RecordedChange.objects.filter(pk=last(company).pgh_context_id)
    notes.update(metadata={"user": 2})
    assert notes.get().metadata["user"] == 1
    notes.update(created_at=timezone.now() - timedelta(days=2))
    for change in (lambda: notes.update(metadata={"reason": "another"}), notes.delete):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_what_is_done_for_several_people_stays_apart():
    first, second = CompanyFactory(), CompanyFactory()
    with pghistory.context(task="core.rename"):
        for user, company in ((1, first), (2, second)):
            with apart(user=user):
                Company.objects.filter(pk=company.pk).update(name_en="After")
        Company.objects.filter(pk=first.pk).update(name_en="Later")
    noted = [event.pgh_context.metadata for event in first.history.order_by("pgh_id")[1:]]
    assert noted == [{"task": "core.rename", "user": 1}, {"task": "core.rename"}]
    assert last(second).pgh_context.metadata == {"task": "core.rename", "user": 2}


def test_of_a_person_only_what_they_may_do_is_kept():
    user = UserFactory(name="王小明")
    User.objects.filter(pk=user.pk).update(name="another", email="another@example.org")
    assert user.history.count() == 1
    User.objects.filter(pk=user.pk).update(is_staff=True)
    assert last(user).is_staff
    kept = {field.name for field in last(user)._meta.fields if not field.name.startswith("pgh_")}
    assert kept == {"id", "is_active", "is_staff", "is_superuser"}


@pytest.mark.parametrize("change", ["UPDATE {table} SET pgh_label = 'x'", "DELETE FROM {table}"])
def test_no_history_can_be_rewritten(change):
    for source in all_sources():
        table = source.events._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
                [table, "pgtrigger_append_only%"],
            )
            assert cursor.fetchone() == (1,), table
    CompanyFactory()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table="startups_companyhistory"))


def history_of(row, user):
    opts = row._meta
    return signed_in(user).get(f"/admin/{opts.app_label}/{opts.model_name}/{row.pk}/history/")


def test_the_history_of_a_row_reads_like_a_record():
    official, technology = in_group(OFFICIAL, name="王五", language="en"), TechnologyFactory(trl=4)
    field = FieldFactory(name_en="Batteries")
    with because("measured again"):
        technology.trl = 6
        technology.save()
    technology.fields.add(field)
    shown = " ".join(history_of(technology, official).content.decode().split())
    assert "<q>measured again</q>" in shown
    assert "<td>4</td><td>6</td>" in shown
    assert str(field) in shown
    assert "portal itself" in shown


def test_the_history_names_both_people():
    official = in_group(OFFICIAL, name="王五", language="en")
    company, owner = CompanyFactory(), UserFactory(name="李四")
    with pghistory.context(user=owner.pk, impersonator=official.pk):
        Company.objects.filter(pk=company.pk).update(name_en="After")
    assert "王五 as 李四" in history_of(company, official).content.decode()


def test_hostile_text_stays_text():
    company = CompanyFactory(name_en="<script>alert(1)</script>")
    shown = history_of(company, in_group(AUDITOR)).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("page", ["row", "all"])
def test_the_pages_take_the_same_queries_for_one_and_three_changes(page):
    company, client = CompanyFactory(), signed_in(in_group(OFFICIAL))
    path = f"/admin/startups/company/{company.pk}/history/" if page == "row" else CHANGES
    counts = []
    for new in (1, 2):
        for number in range(new):
            Company.objects.filter(pk=company.pk).update(employees=100 * new + number)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1], "\n".join(query["sql"] for query in queries)


def test_the_history_has_pages():
    company, client = CompanyFactory(), signed_in(in_group(OFFICIAL, language="en"))
    for number in range(30):
        Company.objects.filter(pk=company.pk).update(employees=number + 1)
    path = f"/admin/startups/company/{company.pk}/history/"
    first = client.get(path)
    assert len(first.context["changes"]) == 25
    second = client.get(f"{path}?{first.context['earlier']}")
    assert len(second.context["changes"]) == 6
    assert second.context["earlier"] == ""
    assert client.get(f"{path}?before=nonsense").status_code == 200


def test_the_list_of_all_changes_is_narrowed():
    official, company = in_group(OFFICIAL, language="en"), CompanyFactory(name_en="Northcell")
    person = UserFactory(email="mei@example.org")
    with pghistory.context(user=person.pk):
        Company.objects.filter(pk=company.pk).update(name_en="Southcell")
    client = signed_in(official)

    def found(**asked):
        return [change for change, _url in client.get(CHANGES, asked).context["changes"]]

    by_person = found(person="mei@")
    assert [change.row_name for change in by_person] == [str(Company.objects.get(pk=company.pk))]
    assert found(person="nobody@") == []
    assert {change.source.label for change in found(model="startups.companyhistory")} == {
        "startups.companyhistory"
    }
    assert found(day="2001-01-01") == []
    assert client.get(CHANGES, {"day": "nonsense", "model": "nonsense"}).status_code == 200
    assert found(day="9999-12-31") == []
    together = by_person[0].together
    assert [
        change.row_pk for change, _url in client.get(f"{CHANGES}{together}/change/").context["changes"]
    ] == [company.pk]


@pytest.mark.parametrize(("role", "status"), [(OFFICIAL, 200), (AUDITOR, 200), (OFFICER, 403), (TTO, 403)])
def test_who_reads_all_changes(role, status):
    assert signed_in(in_group(role)).get(CHANGES).status_code == status


def test_a_transfer_officer_reads_the_history_of_own_rows():
    own, foreign = TechnologyFactory(), TechnologyFactory()
    user = tto_of(own.university)
    assert history_of(own, user).status_code == 200
    assert history_of(foreign, user).status_code == 404
