"""The kept catalogue: one folder for all processes, brought up to date, and built anew when it is damaged."""

import os
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from liaison.domain import published
from liaison.domain.engine import current_engine
from liaison.domain.published import published_catalogue, published_facts
from liaison.enums import TwinState
from liaison.matching.types import Demand, RankedOffer
from liaison.models import TextVector
from tests.factories import TechnologyFactory, TechnologyTwinFactory
from universities.enums import TechnologyState
from universities.models import Technology

NEED = Demand("1", "Sludge dewatering", "A filter press for sludge")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting_encoder")]


@pytest.fixture
def offers() -> list[Technology]:
    titles = [
        ("Sludge dewatering", "污泥脱水"),
        ("Tea picking robot", ""),
        ("", "桥梁监测"),
        ("Filter press", ""),
    ]
    return [TechnologyFactory(title_en=english, title_zh=chinese) for english, chinese in titles]


def _ranking() -> list[RankedOffer]:
    engine = current_engine()
    return engine.rank(published_catalogue().catalogue, [NEED])[0]


def _as_another_process() -> None:
    """Forget what this process has opened."""
    published._held.clear()


def _folders(tmp_path: Path) -> list[Path]:
    (place,) = (tmp_path / "matching" / "catalogue").iterdir()
    return sorted((path for path in place.iterdir() if path.is_dir()), key=lambda path: int(path.name))


def test_the_kept_catalogue_ranks_what_is_published(offers):
    TechnologyFactory(title_en="Sludge dewatering", state=TechnologyState.DRAFT)
    assert {ranked.offer_id for ranked in _ranking()} == {str(offer.pk) for offer in offers}
    assert _ranking()[0].offer_id == str(offers[0].pk)


def test_another_process_opens_what_is_there(offers, tmp_path, counting_encoder, caplog):
    before = _ranking()
    counting_encoder.asked.clear()
    _as_another_process()
    assert _ranking() == before
    assert not [text for text in counting_encoder.asked if text not in (NEED.content, f"{NEED.title}\n")]
    assert [folder.name for folder in _folders(tmp_path)] == ["1"]
    assert caplog.text == ""


def test_a_changed_offer_alone_is_read_anew(offers, tmp_path, counting_encoder):
    published_catalogue()
    counting_encoder.asked.clear()
    offers[1].title_en = "Sludge robot"
    offers[1].save()
    published_catalogue()
    assert counting_encoder.asked == ["Sludge robot\n"]
    assert [folder.name for folder in _folders(tmp_path)] == ["1", "2"]


def test_an_offer_leaves_when_it_is_withdrawn(offers):
    published_catalogue()
    Technology.objects.filter(pk=offers[0].pk).update(
        state=TechnologyState.WITHDRAWN, updated_at=timezone.now()
    )
    assert published_catalogue().technologies == 3
    assert str(offers[0].pk) not in {ranked.offer_id for ranked in _ranking()}


def test_the_last_offer_may_leave(offers):
    published_catalogue()
    Technology.objects.update(state=TechnologyState.WITHDRAWN)
    assert (published_catalogue().technologies, _ranking()) == (0, [])


def test_two_folders_are_kept_however_often_offers_change(offers, tmp_path):
    for number in range(4):
        offers[0].title_en = f"Sludge {number}"
        offers[0].save()
        published_catalogue()
    assert [folder.name for folder in _folders(tmp_path)] == ["3", "4"]


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [_truncate, _flip, Path.unlink])
@pytest.mark.parametrize("name", ["manifest", "en-vectors.npy", "zh-hans-pivot-words.marisa"])
def test_a_damaged_folder_is_built_again_with_a_warning(offers, tmp_path, caplog, damage, name):
    before = _ranking()
    damage(_folders(tmp_path)[-1] / name)
    _as_another_process()
    assert _ranking() == before
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "damaged and is built again" in caplog.text


def test_what_is_not_damaged_is_kept_when_the_newest_folder_is(offers, tmp_path, counting_encoder, caplog):
    published_catalogue()
    offers[1].title_en = "Sludge robot"
    offers[1].save()
    before = _ranking()
    (_folders(tmp_path)[-1] / "manifest").unlink()
    _as_another_process()
    assert _ranking() == before
    assert [folder.name for folder in _folders(tmp_path)] == ["1", "2"]


def test_a_place_that_cannot_be_written_only_warns(offers, tmp_path, caplog):
    (tmp_path / "matching").touch()
    assert len(_ranking()) == 4
    assert "cannot be kept" in caplog.text


def test_facts_are_those_of_now(offers):
    published_catalogue()
    Technology.objects.filter(pk=offers[0].pk).update(trl=7)
    assert published_facts([str(offers[0].pk)])[str(offers[0].pk)].trl == 7


def test_another_dictionary_has_a_catalogue_of_its_own(offers, tmp_path):
    published_catalogue()
    lexicon = current_engine().lexicon
    current_engine().lexicon = replace(lexicon, entries=lexicon.entries | {"污泥": "mud"})
    _as_another_process()
    published_catalogue()
    assert len(list((tmp_path / "matching" / "catalogue").iterdir())) == 2


def test_a_change_dated_before_others_but_committed_later_is_noticed(offers):
    before = published_catalogue()
    earlier = Technology.objects.order_by("updated_at").last().updated_at - timedelta(milliseconds=1)
    Technology.objects.filter(pk=offers[1].pk).update(title_en="Sludge robot", updated_at=earlier)
    assert published_catalogue() is not before


def test_an_offer_hidden_by_a_twin_takes_no_place(offers):
    assert published_catalogue().technologies == 4
    twin = TechnologyTwinFactory(technology=offers[0], shown_instead=offers[3], state=TwinState.CONFIRMED)
    assert str(offers[0].pk) not in {ranked.offer_id for ranked in _ranking()}
    twin.state = TwinState.REJECTED
    twin.save()
    assert str(offers[0].pk) in {ranked.offer_id for ranked in _ranking()}


def test_a_place_that_can_be_written_no_longer_costs_only_what_changed(offers, tmp_path, counting_encoder):
    published_catalogue()
    shutil.rmtree(tmp_path / "matching")
    (tmp_path / "matching").touch()
    TextVector.objects.all().delete()
    counting_encoder.asked.clear()
    offers[1].title_en = "Sludge robot"
    offers[1].save()
    assert published_catalogue().technologies == 4
    assert counting_encoder.asked == ["Sludge robot\n"]


def test_leftovers_are_removed_when_a_folder_is_written(offers, tmp_path):
    catalogues = tmp_path / "matching" / "catalogue"
    published_catalogue()
    (place,) = catalogues.iterdir()
    for folder, days in [(place / ".draft-old", 2), (place / ".draft-new", 0)]:
        _used(folder, days)
    for folder, days in [(catalogues / "unused", 31), (catalogues / "used", 29)]:
        (folder / "1").mkdir(parents=True)
        (folder / "lock").touch()
        _used(folder / "lock", days)
        _used(folder, 31)
    offers[1].save()
    published_catalogue()
    assert sorted(path.name for path in place.iterdir()) == [".draft-new", "1", "2", "lock"]
    assert {path.name for path in catalogues.iterdir()} == {place.name, "used"}


def _used(path: Path, days: int) -> None:
    if not path.exists():
        path.mkdir()
    at = time.time() - days * 86_400
    os.utime(path, (at, at))
