"""What holds for every resource of the API: errors, pages, parameters, ETags, the described schema."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from rest_framework.throttling import AnonRateThrottle

from tests.factories import FieldFactory, TechnologyFactory, UniversityFactory
from yangpu_portal.core.api.permissions import DenyAll
from yangpu_portal.core.api.problems import PROBLEMS
from yangpu_portal.core.api.views import ReadOnlyResource

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "code", "errors", "request_id"}


def problem(response, status, code):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == response.headers["X-Request-ID"]
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/technologies/tec_00000000000000/",
        "/api/v1/technologies/1/",
        "/api/v1/nothing/",
        "/api/v2/technologies/",
        "/api/",
        "/api/nothing",
        "/api/problems/nothing/",
    ],
)
def test_unknown_addresses_are_problems(client, path):
    problem(client.get(path), 404, "not_found")


def test_a_method_that_is_not_there(client):
    body = problem(
        client.post("/api/v1/fields/", "{", content_type="application/json"), 405, "method_not_allowed"
    )
    assert "POST" in body["detail"]


def test_a_media_type_that_is_not_there(client):
    problem(client.get("/api/v1/fields/", headers={"Accept": "text/html"}), 406, "not_acceptable")


def test_a_host_that_is_not_ours(client):
    problem(client.get("/api/v1/fields/", headers={"Host": "evil.example"}), 400, "invalid_request")


def test_a_crash_says_nothing_but_its_id(db, monkeypatch):
    def crash(self):
        raise RuntimeError("the password is 42")

    monkeypatch.setattr("yangpu_portal.core.api.views.FieldViewSet.get_queryset", crash)
    response = Client(raise_request_exception=False).get("/api/v1/fields/")
    problem(response, 500, "server_error")
    assert b"password" not in response.content


def test_too_many_requests(client, monkeypatch):
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda self: "2/min")
    for _request in range(2):
        assert client.get("/api/v1/fields/").status_code == 200
    response = client.get("/api/v1/fields/", headers={"X-Forwarded-For": "203.0.113.9"})
    problem(response, 429, "throttled")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("colour=red", "unknown_parameter"),
        ("format=xml", "unknown_parameter"),
        ("page_size=0", "out_of_range"),
        ("page_size=101", "out_of_range"),
        ("page_size=ten", "out_of_range"),
        ("page_size=²", "out_of_range"),
        ("count=maybe", "invalid"),
        ("cursor=abc", "invalid_cursor"),
        ("university=tongji", "invalid_choice"),
        ("field=nonsense", "invalid_choice"),
        ("trl=12", "invalid_choice"),
        ("external_id=%00", "null_characters_not_allowed"),
    ],
)
def test_parameters_that_are_wrong_are_named(client, query, code):
    body = problem(client.get(f"/api/v1/technologies/?{query}"), 400, "invalid_parameter")
    [fault] = body["errors"]
    assert (fault["pointer"], fault["code"]) == (f"/query/{query.split('=')[0]}", code)


def test_an_item_takes_no_parameters(client):
    field = FieldFactory()
    problem(client.get(f"/api/v1/fields/{field.code}/?page_size=10"), 400, "invalid_parameter")


def test_a_cursor_of_another_list_is_refused(client):
    TechnologyFactory.create_batch(2)
    cursor = re.search(r"cursor=([^&]+)", client.get("/api/v1/technologies/?page_size=1").json()["next"])
    response = client.get(f"/api/v1/matches/?cursor={cursor[1]}")
    assert response.status_code == 401
    tampered = client.get(f"/api/v1/technologies/?cursor=x{cursor[1]}")
    problem(tampered, 400, "invalid_parameter")


@pytest.mark.parametrize(
    ("language", "word"), [("zh-CN,zh;q=0.9", "zh-hans"), ("en", "en"), ("fr", "zh-hans")]
)
def test_the_language_of_an_error_is_the_one_asked_for(client, language, word):
    response = client.get("/api/v1/nothing/", headers={"Accept-Language": language})
    assert response.headers["Content-Language"] == word
    assert "Accept-Language" in response.headers["Vary"]


def test_pages_hold_every_row_once_and_lead_back(client):
    FieldFactory.create_batch(7, position=1)
    url, pages = "/api/v1/fields/?page_size=3", []
    while url:
        body = client.get(url).json()
        pages.append([row["id"] for row in body["data"]])
        url, last = body["next"], body
    assert [len(page) for page in pages] == [3, 3, 1]
    everything = client.get("/api/v1/fields/").json()["data"]
    assert [key for page in pages for key in page] == [row["id"] for row in everything]
    back = client.get(last["previous"]).json()
    assert [row["id"] for row in back["data"]] == pages[1]
    first = client.get(back["previous"]).json()
    assert [row["id"] for row in first["data"]] == pages[0]
    assert first["previous"] is None


def test_a_page_does_not_slip_when_rows_appear_before_it(client):
    TechnologyFactory.create_batch(4)
    first = client.get("/api/v1/technologies/?page_size=2").json()
    TechnologyFactory()
    second = client.get(first["next"]).json()
    assert not {row["id"] for row in first["data"]} & {row["id"] for row in second["data"]}
    assert second["next"] is None


def test_neighbouring_pages_are_in_the_link_header(client):
    FieldFactory.create_batch(3)
    first = client.get("/api/v1/fields/?page_size=1")
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    assert 'rel="prev"' in second.headers["Link"]


def test_the_total_comes_only_when_asked_for(client):
    FieldFactory.create_batch(3)
    assert "total" not in client.get("/api/v1/fields/").json()
    assert client.get("/api/v1/fields/?count=true&page_size=1").json()["total"] == 3


@pytest.mark.parametrize("path", ["/api/v1/universities/", "/api/v1/universities/{id}/"])
def test_what_one_has_is_not_sent_again(client, path):
    university = UniversityFactory()
    path = path.format(id=university.public_id)
    tag = client.get(path).headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    university.name_en = "New name"
    university.save()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_head_is_answered(client):
    response = client.head("/api/v1/universities/")
    assert (response.status_code, response.content) == (200, b"")


def test_no_integer_key_and_no_other_language_changes_the_body(client):
    university = UniversityFactory()
    chinese = client.get("/api/v1/universities/", headers={"Accept-Language": "zh"})
    english = client.get("/api/v1/universities/", headers={"Accept-Language": "en"})
    assert chinese.content == english.content
    [row] = chinese.json()["data"]
    assert row["id"] == university.public_id
    assert university.pk not in row.values()


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_the_type_of_a_problem_is_an_address_with_its_description(client, problem):
    path = problem.type.removeprefix(settings.SITE_URL)
    body = client.get(path, headers={"Accept-Language": "en"}).json()
    assert (body["type"], body["status"]) == (problem.type, problem.status)
    assert body["remedy"]


def test_a_resource_that_does_not_say_who_may_read_it_is_closed():
    assert ReadOnlyResource.permission_classes == [DenyAll]


def test_the_committed_schema_is_current(tmp_path):
    made = tmp_path / "schema.yaml"
    call_command("spectacular", "--lang", "en", "--validate", "--fail-on-warn", "--file", str(made))
    committed = Path(settings.BASE_DIR, "docs/api/schema.yaml")
    assert committed.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), (
        "run: manage.py spectacular --lang en --validate --fail-on-warn --file docs/api/schema.yaml"
    )


def test_the_schema_is_served(client):
    served = yaml.safe_load(client.get("/api/v1/schema/").content)
    assert served == yaml.safe_load(Path(settings.BASE_DIR, "docs/api/schema.yaml").read_text("utf-8"))
    assert served["openapi"].startswith("3.1")
    assert "/api/v1/technologies/{public_id}/" in served["paths"]


def test_the_docs_page_names_no_foreign_host(client):
    response = client.get("/api/docs/", headers={"Accept": "text/html"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "<style" not in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "unsafe" not in response.headers["Content-Security-Policy"]
