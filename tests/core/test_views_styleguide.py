"""The style guide shows every part, from the template that pages use, and its colours can be read."""

import pytest

from tests.factories import UserFactory
from yangpu_portal.core.styleguide import tokens
from yangpu_portal.core.styleguide.rendering import unshown
from yangpu_portal.core.styleguide.specimens import CHAPTERS

SPECIMENS = [specimen for specimens in CHAPTERS.values() for specimen in specimens]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_staff_read_it_in_both_languages(client, prefix):
    client.force_login(UserFactory(is_staff=True))
    page = client.get(f"{prefix}/styleguide/").content.decode()
    assert page.count("<h1") == 1
    assert (
        page.count("保持 82 % 容量的低温电解液，杨浦校企对接")
        == page.count("82 % at −40 °C. Yangpu Liaison")
        == 1
    )
    assert all(f"ui/{specimen.partial}" in page for specimen in SPECIMENS)


@pytest.mark.django_db
def test_others_do_not_find_it(client):
    assert client.get("/styleguide/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/styleguide/").status_code == 404


def test_no_part_is_forgotten():
    assert unshown(SPECIMENS) == set(), "show it in yangpu_portal/core/styleguide/specimens.py"


@pytest.mark.parametrize("scheme", list(tokens.SCHEMES))
def test_colours_have_the_contrast_they_need(scheme):
    assert [one for one in tokens.contrasts(scheme) if not one.enough] == []


def test_contrast_is_measured_as_wcag_defines_it():
    assert tokens.contrast("#000", "#ffffff") == 21
    assert tokens.contrast("#767676", "#fff") == pytest.approx(4.54)
