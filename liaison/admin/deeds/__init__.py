"""What officials do to memberships and payments, in the order in which the page offers it."""

from liaison.admin.deeds.base import Deed, deed_page
from liaison.admin.deeds.entitlements import Allocate, Correct, RecordUse, ReturnUse, TakeBack
from liaison.admin.deeds.fees import ChangeFee
from liaison.admin.deeds.money import RecordPayment, RecordRefund, VoidPayment
from liaison.admin.deeds.requests import DeclineRequest
from liaison.admin.deeds.states import Approve, Cancel, Decline, End, Move, Restore, Suspend
from liaison.admin.deeds.terms import ChangeLastDay, ChangeTier, Renew, Withdraw

MAIN: tuple[Deed, ...] = (Approve(), RecordPayment(), Restore(), Renew(), Decline(), DeclineRequest())
MORE: tuple[Deed, ...] = (
    ChangeTier(),
    ChangeLastDay(),
    ChangeFee(),
    RecordRefund(),
    Withdraw(),
    Move(),
    Suspend(),
    End(),
    Cancel(),
)
LEDGER: tuple[Deed, ...] = (RecordUse(), ReturnUse(), Allocate(), TakeBack(), Correct())
DEEDS: dict[str, Deed] = {deed.name: deed for deed in (*MAIN, *MORE, *LEDGER)}
VOID = VoidPayment()

__all__ = ["DEEDS", "LEDGER", "MAIN", "MORE", "VOID", "Deed", "deed_page"]
