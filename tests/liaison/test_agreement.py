"""Agreements: what a top-level membership rests on, what is owed by when, and who is reminded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from liaison.domain.agreement import (
    add_file,
    bring_obligations,
    change_agreement,
    end_agreement,
    make_agreement,
    remove_file,
)
from liaison.domain.agreement_reminder import remind_of_agreements
from liaison.domain.membership import apply_for_membership, approve_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_ground import ground_warning, renewal_warning
from liaison.domain.membership_term import agree_renewal
from liaison.enums import MembershipState, ObligationState
from liaison.models import Agreement
from tests.factories import AgreementFactory, DistrictFactory, ObligationFactory, UserFactory
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers
from tests.people import OFFICER, OFFICIAL, in_group
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db
State = ObligationState
PDF = b"%PDF-1.4 x"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def root_without_ground():
    top, _second = tiers()
    return apply_for_membership(program=top.program, tier=top, district=DistrictFactory())


def ground_of(membership, **values) -> Agreement:
    parties = {"university": membership.program.university, "district": membership.district}
    return AgreementFactory(**{**parties, **values})


def test_a_top_level_membership_is_not_approved_without_an_agreement():
    membership = root_without_ground()
    assert ground_warning(membership)
    with pytest.raises(ValidationError) as refused:
        approve_membership(membership_id=membership.pk)
    assert refused.value.code == "no_agreement"
    assert state_of(membership) == MembershipState.APPLIED


@pytest.mark.parametrize(
    "values",
    [
        {"signed_on": None},
        {"starts_on": day(1)},
        {"starts_on": day(-9), "ends_on": day(-1)},
        {"ended_on": day(-1)},
    ],
    ids=["unsigned", "not yet", "over", "ended early"],
)
def test_an_agreement_that_is_not_in_force_carries_nothing(values):
    membership = root_without_ground()
    ground_of(membership, **{"starts_on": day(-9), **values})
    with pytest.raises(ValidationError):
        approve_membership(membership_id=membership.pk)


def test_it_rests_on_the_agreement_in_force():
    membership = root_without_ground()
    AgreementFactory()
    ground = ground_of(membership)
    approve_membership(membership_id=membership.pk)
    assert fresh(membership).agreement == ground
    pay(membership)
    assert state_of(membership) == MembershipState.ACTIVE


def test_a_paid_one_waits_until_an_agreement_is_in_force():
    membership = root_without_ground()
    ground = ground_of(membership)
    approve_membership(membership_id=membership.pk)
    Agreement.objects.filter(pk=ground.pk).update(signed_on=None)
    pay(membership)
    assert state_of(membership) == MembershipState.APPROVED
    roll_over()
    assert state_of(membership) == MembershipState.APPROVED
    Agreement.objects.filter(pk=ground.pk).update(signed_on=day(0))
    roll_over()
    assert state_of(membership) == MembershipState.ACTIVE


def test_one_that_has_begun_stays_when_its_agreement_ends():
    top, _second = tiers()
    root = begun(top)
    end_agreement(agreement_id=root.agreement_id, on=day(0), reason="merged")
    roll_over(on=day(5))
    assert state_of(root) == MembershipState.ACTIVE
    with translation.override("en"):
        assert "before the term ends" in ground_warning(fresh(root))


def test_the_next_term_rests_on_the_agreement_that_followed():
    root = begun(tiers()[0])
    former, first = root.agreement, root.ends_on + timedelta(days=1)
    end_agreement(agreement_id=former.pk, on=root.ends_on, reason="merged")
    assert renewal_warning(fresh(root), first)
    following = ground_of(root, starts_on=first)
    assert not renewal_warning(fresh(root), first)
    agree_renewal(membership_id=root.pk)
    pay(root)
    roll_over(on=first)
    assert fresh(root).agreement == following


def test_an_agreement_of_other_parties_is_refused():
    top, _second = tiers()
    root = begun(top)
    root.agreement = AgreementFactory()
    with pytest.raises(ValidationError) as refused:
        root.full_clean()
    assert "agreement" in refused.value.error_dict


def test_companies_need_no_agreement_of_their_own():
    top, second = tiers()
    branch = applied(second, parent=begun(top))
    approve_membership(membership_id=branch.pk)
    pay(branch)
    assert fresh(branch).state == MembershipState.ACTIVE


def test_another_term_needs_a_reason():
    agreement = AgreementFactory(ends_on=day(300))
    with pytest.raises(ValidationError):
        change_agreement(agreement_id=agreement.pk, values={"ends_on": day(400)})
    change_agreement(agreement_id=agreement.pk, values={"ends_on": day(400)}, reason="extended by letter")
    event = agreement.history.latest("pgh_id")
    assert (event.ends_on, event.pgh_context.metadata["reason"]) == (day(400), "extended by letter")
    change_agreement(agreement_id=agreement.pk, values={"summary_en": "No reason needed"})


def test_an_early_end_is_within_the_term_and_has_a_reason():
    agreement = AgreementFactory(starts_on=day(-10), ends_on=day(10))
    for on, reason in ((day(11), "x"), (day(-11), "x"), (day(1), " ")):
        with pytest.raises(ValidationError):
            end_agreement(agreement_id=agreement.pk, on=on, reason=reason)
    end_agreement(agreement_id=agreement.pk, on=day(1), reason="merged")
    end_agreement(agreement_id=agreement.pk, on=day(1), reason="merged")
    agreement.refresh_from_db()
    assert agreement.last_day == day(1)


def test_only_officials_write(django_assert_num_queries):
    officer, agreement = in_group(OFFICER), AgreementFactory()
    obligation = ObligationFactory()
    for write in (
        lambda: make_agreement(values={}, actor=officer),
        lambda: change_agreement(agreement_id=agreement.pk, values={}, actor=officer),
        lambda: end_agreement(agreement_id=agreement.pk, on=day(0), reason="x", actor=officer),
        lambda: add_file(agreement_id=agreement.pk, file=ContentFile(PDF, "a.pdf"), actor=officer),
        lambda: bring_obligations(obligation_ids=[obligation.pk], to=State.DONE, actor=officer),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_files_are_checked_and_their_removal_is_on_record(django_capture_on_commit_callbacks):
    agreement = AgreementFactory()
    with pytest.raises(ValidationError):
        add_file(agreement_id=agreement.pk, file=ContentFile(b"<html>", "a.pdf"))
    row = add_file(agreement_id=agreement.pk, file=ContentFile(PDF, "../../协议.pdf"))
    assert add_file(agreement_id=agreement.pk, file=ContentFile(PDF, "协议.pdf")) == row  # sent twice
    assert row.name == "协议.pdf"
    assert row.file.name.startswith("agreements/")
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file_id=row.pk, reason="the wrong one")
        remove_file(file_id=row.pk, reason="the wrong one")
    assert not row.file.storage.exists(row.file.name)
    events = type(row).history.rel.related_model.objects.filter(id=row.pk).order_by("pgh_id")
    assert [(event.pgh_label, event.name) for event in events] == [
        ("insert", "协议.pdf"),
        ("delete", "协议.pdf"),
    ]


def test_what_is_owed_is_done_waived_and_opened_again():
    row = ObligationFactory()

    def bring(to, **more):
        bring_obligations(obligation_ids=[row.pk], to=to, **more)
        row.refresh_from_db()

    with pytest.raises(ValidationError):
        bring(State.DONE, done_on=day(1))
    bring(State.DONE, done_on=day(-1), note="by letter")
    assert (row.state, row.done_on) == (State.DONE, day(-1))
    with pytest.raises(ValidationError):
        bring(State.DONE)
    with pytest.raises(ValidationError):
        bring(State.OPEN)
    bring(State.OPEN, note="the letter was another's")
    assert row.done_on is None
    bring(State.WAIVED, note="no longer needed")
    assert row.history.latest("pgh_id").pgh_context.metadata["reason"] == "no longer needed"


def mails(**values):
    return list(OutgoingEmail.objects.filter(kind=EmailKind.AGREEMENT, **values).order_by("pk"))


def test_the_officer_in_charge_is_reminded_once_for_each_distance():
    officer = UserFactory(language="en")
    due = timezone.localdate() + timedelta(days=60)
    ObligationFactory(due_on=due, text_en="Send the report", agreement__officer=officer)
    sent = []
    for left in (31, 30, 29, 8, 7, 1, 0, -1, -13, -14, -15, -200):
        remind_of_agreements(on=due - timedelta(days=left))
        remind_of_agreements(on=due - timedelta(days=left))
        sent.append(len(mails()))
    assert sent == [0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4]
    assert {mail.user_id for mail in mails()} == {officer.pk}
    assert mails()[0].subject == f"Due on {due}: Send the report"
    assert mails()[-1].subject.startswith("Overdue since")


def test_after_an_outage_only_the_nearest_is_made_up_for():
    ObligationFactory(due_on=day(5), agreement__officer=UserFactory())
    remind_of_agreements()
    remind_of_agreements()
    assert len(mails()) == 1


def test_a_moved_day_is_told_of_anew_and_what_is_done_never():
    officer = UserFactory()
    moved = ObligationFactory(due_on=day(5), agreement__officer=officer)
    ObligationFactory(due_on=day(5), state=State.DONE, done_on=day(0), agreement__officer=officer)
    remind_of_agreements()
    type(moved).objects.filter(pk=moved.pk).update(due_on=day(6))
    remind_of_agreements()
    assert len(mails()) == 2


def test_without_an_officer_the_officials_are_reminded():
    officials = {in_group(OFFICIAL).pk, in_group(OFFICIAL).pk}
    in_group(OFFICIAL, is_active=False)
    ObligationFactory(due_on=day(5), agreement__officer=UserFactory(is_active=False))
    remind_of_agreements()
    assert {mail.user_id for mail in mails()} == officials


def test_the_end_of_an_agreement_is_told_twice():
    last = timezone.localdate() + timedelta(days=120)
    root = begun(tiers()[0])
    type(root.agreement).objects.filter(pk=root.agreement_id).update(ends_on=last, officer=UserFactory())
    sent = []
    for left in (91, 90, 89, 31, 30, 1, 0, -5):
        remind_of_agreements(on=last - timedelta(days=left))
        sent.append(len(mails()))
    assert sent == [0, 1, 1, 1, 2, 2, 2, 2]
    assert "Membership resting on it" in mails()[0].text
