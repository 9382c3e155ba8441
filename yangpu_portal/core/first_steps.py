"""What a company does first in each mode of cooperation, in one sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import CooperationMode

FIRST_STEPS: dict[str, Promise] = {
    CooperationMode.COMMISSIONED_DEVELOPMENT: _(
        "Describe the task; target, term and who owns the results go into a written contract."
    ),
    CooperationMode.JOINT_DEVELOPMENT: _(
        "Settle who contributes what and how results are shared, then sign a contract."
    ),
    CooperationMode.TRANSFER: _(
        "Sign a confidentiality agreement, read the patent file, have the value assessed."
    ),
    CooperationMode.EXCLUSIVE_LICENCE: _(
        "Sign a confidentiality agreement, then settle the field, region and term that are yours alone."
    ),
    CooperationMode.SOLE_LICENCE: _(
        "Sign a confidentiality agreement, then settle field and term; none but the university shares it."
    ),
    CooperationMode.NON_EXCLUSIVE_LICENCE: _("Ask for the draft licence; look at fee, royalty and term."),
    CooperationMode.OPEN_LICENCE: _(
        "Tell the patent holder in writing and pay the published fee; the licence then holds."
    ),
    CooperationMode.CONSULTING: _("Send the question with the data you have; agree on scope, days and fee."),
    CooperationMode.SERVICE: _("Send a sample or a drawing; agree on work, acceptance and price."),
    CooperationMode.EQUITY: _(
        "Present company and plan; the technology is valued before it becomes a share."
    ),
    CooperationMode.USE_FIRST_PAY_LATER: _(
        "Agree on a trial term and on what is due once it works; nothing is paid at the start."
    ),
    CooperationMode.EQUIPMENT_PURCHASE: _(
        "Describe the use; ask for price, delivery time and acceptance test."
    ),
}
