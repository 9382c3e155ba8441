"""The portal's addresses, and its lists as a plain ModelAdmin of Django shows them."""

from django.contrib.admin import ModelAdmin, RelatedOnlyFieldListFilter
from django.urls import path
from unfold.sites import UnfoldAdminSite

from liaison.models import Membership
from startups.models import Company, Need
from universities.models import Technology
from yangpu_portal.urls import *  # noqa: F403
from yangpu_portal.urls import urlpatterns as portal


class PlainCompany(ModelAdmin):
    list_display = ("name_zh", "name_en", "park", "stage", "uscc", "illustrative")
    list_filter = ("stage", "illustrative", ("park", RelatedOnlyFieldListFilter))
    list_select_related = ("park",)
    search_fields = ("name_zh", "name_en", "slug", "uscc")


class PlainNeed(ModelAdmin):
    list_display = ("title_zh", "state", "company", "confidentiality", "wanted_by", "opened_at")
    list_filter = ("state", "confidentiality", "source_language")
    list_select_related = ("company",)
    search_fields = ("title_zh", "title_en", "public_id", "company__name_zh", "company__name_en")
    date_hierarchy = "opened_at"


class PlainTechnology(ModelAdmin):
    list_display = ("title_zh", "state", "university", "laboratory", "trl", "published_at", "confirmed_on")
    list_filter = ("state", ("university", RelatedOnlyFieldListFilter), "trl", "ip_status")
    list_select_related = ("university", "laboratory")
    search_fields = ("title_zh", "title_en", "external_id", "public_id")
    date_hierarchy = "published_at"


class PlainMembership(ModelAdmin):
    list_display = ("company", "state", "tier", "parent", "ends_on", "rights_until", "officer")
    list_filter = ("state", "tier__level", "program", ("district", RelatedOnlyFieldListFilter))
    list_select_related = ("tier__program", "company", "district", "parent__district", "officer")
    search_fields = (
        "public_id",
        "company__name_zh",
        "company__name_en",
        "company__uscc",
        "district__name_zh",
    )
    date_hierarchy = "ends_on"


plain = UnfoldAdminSite(name="bench")  # the same frame, whose templates ask for addresses of the theme
plain.register(Company, PlainCompany)
plain.register(Need, PlainNeed)
plain.register(Technology, PlainTechnology)
plain.register(Membership, PlainMembership)

urlpatterns = [path("bench/", plain.urls), *portal]
