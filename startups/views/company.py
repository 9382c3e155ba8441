"""Pages of companies: what each shows publicly, and of its needs only those that carry its name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from startups.filters import CompanyFilter
from startups.linked_data import company_data
from startups.models import Company
from startups.queries.company import own_companies
from startups.queries.need import named_needs
from startups.queries.organisation import listed_companies, visible_companies
from yangpu_portal.core.linked_data import breadcrumbs
from yangpu_portal.core.models import User
from yangpu_portal.core.paging import page_of


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    listed = listed_companies().prefetch_related("fields")
    filters = CompanyFilter(request.GET, queryset=listed)
    page = page_of(filters.qs if filters.is_valid() else listed, request.GET.get("page"))
    context = {
        "filters": filters,
        "narrowed": filters.is_valid() and any(filters.form.cleaned_data.values()),
        "page": page,
        "linked_data": [breadcrumbs((_("Companies"), reverse("companies")))],
    }
    return render(request, "startups/companies.html", context)


@require_safe
def company(request: HttpRequest, slug: str) -> HttpResponse:
    rows = visible_companies(request.user).prefetch_related("fields")
    row: Company = get_object_or_404(rows, slug=slug)
    user = request.user
    trail = breadcrumbs((_("Companies"), reverse("companies")), (row.name, row.get_absolute_url()))
    context = {
        "company": row,
        "is_own": isinstance(user, User) and own_companies(user).filter(pk=row.pk).exists(),
        "page": page_of(
            named_needs().filter(company=row).prefetch_related("fields"), request.GET.get("page")
        ),
        "linked_data": [company_data(row), trail],
    }
    return render(request, "startups/company.html", context)
