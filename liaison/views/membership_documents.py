"""Documents of an application: handed out, and added while it has not led to a term."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.domain.application import ADD_DOCUMENT, TAKES_DOCUMENTS, add_documents
from liaison.forms import DocumentsForm
from liaison.models import Membership
from liaison.queries import membership_page as queries
from yangpu_portal.core.models import User


@login_required
@never_cache
@require_safe
def membership_document(request: HttpRequest, public_id: str) -> FileResponse:
    """A document of an application, to be saved and never shown in the page: others have made it."""
    document = get_object_or_404(queries.visible_documents(cast(User, request.user)), public_id=public_id)
    try:
        file = document.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=document.name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_documents(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast(User, request.user)
    row = get_object_or_404(queries.whole_membership(user), public_id=public_id)
    if not user.has_perm(ADD_DOCUMENT, row):
        raise Http404
    if not may_add(user, row):
        return redirect("membership", public_id)
    form = DocumentsForm(request.POST, request.FILES) if request.method == "POST" else DocumentsForm()
    if form.is_valid() and _added(request, form, row, user):
        return redirect("membership", public_id)
    context = {"membership": row, "form": form, "documents": queries.documents_of(row)}
    status = 422 if form.is_bound else 200
    return render(request, "liaison/membership_documents.html", context, status=status)


def may_add(user: User, row: Membership) -> bool:
    return row.state in TAKES_DOCUMENTS and hasattr(row, "application") and user.has_perm(ADD_DOCUMENT, row)


def _added(request: HttpRequest, form: DocumentsForm, row: Membership, user: User) -> bool:
    try:
        names = add_documents(membership_id=row.pk, documents=form.cleaned_data["documents"], actor=user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if names:
        text = ngettext("%(n)d document is added.", "%(n)d documents are added.", len(names))
        messages.success(request, text % {"n": len(names)})
    return True
