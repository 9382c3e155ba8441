"""What the portal is for, and what it does with personal data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from liaison.domain.deletion import TIME_TO_THINK
from liaison.domain.introduction import ANSWERED_WITHIN


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "liaison/about.html", {"steps": _steps()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "liaison/privacy.html", {"days": TIME_TO_THINK.days})


def _steps() -> list[tuple[str, str, str]]:
    """How a company and a laboratory come to meet: what happens, how, and how soon."""
    answered = ngettext(
        "The liaison office answers within %(n)d working day.",
        "The liaison office answers within %(n)d working days.",
        ANSWERED_WITHIN,
    ) % {"n": ANSWERED_WITHIN}
    return [
        (
            _("Look for a technology, or post a need"),
            _(
                "A word or a paragraph, in Chinese or English. A need is compared with every offer, and new "
                "ones come by e-mail."
            ),
            "",
        ),
        (
            _("Ask for an introduction"),
            _("You write what you would like to settle in a first talk."),
            answered,
        ),
        (
            _("The laboratory is asked"),
            _(
                "It reads your message, and the company's name only if you allowed it. How many companies it "
                "can meet in a month stands on its page."
            ),
            "",
        ),
        (
            _("Both sides agree and meet"),
            _(
                "Only then are names and contacts passed on. What you sign, and at which price, is between "
                "the two of you."
            ),
            "",
        ),
    ]
