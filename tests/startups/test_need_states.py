"""A change of a need's text and one of its state at the same time: both last."""

import pytest
from django.contrib import admin
from django.forms import modelform_factory
from django.test import RequestFactory

from startups.domain.need import open_needs, update_need
from startups.enums import NeedState
from startups.models import Need
from tests.factories import NeedFactory


@pytest.mark.django_db
def test_saving_a_text_does_not_undo_a_change_of_state():
    need = NeedFactory(state=NeedState.IN_REVIEW, opened_at=None)  # as its owner has it in the form
    open_needs(need_ids=[need.pk])  # an officer is faster
    update_need(need=need, values={"title_en": "Cells for the cold"})
    stored = Need.objects.get()
    assert (stored.state, stored.title_en) == (NeedState.OPEN, "Cells for the cold")
    assert stored.opened_at is not None


@pytest.mark.django_db
def test_neither_does_saving_it_in_the_admin():
    need = NeedFactory(state=NeedState.IN_REVIEW, opened_at=None)
    open_needs(need_ids=[need.pk])
    need.title_en = "Cells for the cold"
    form = modelform_factory(Need, fields=["title_en"])(instance=need)
    admin.site.get_model_admin(Need).save_model(RequestFactory().post("/"), need, form, change=True)
    stored = Need.objects.get()
    assert (stored.state, stored.title_en) == (NeedState.OPEN, "Cells for the cold")
