"""Sums of money in templates."""

from decimal import Decimal

from django import template

from liaison.wording import fee_text

register = template.Library()


@register.simple_tag
def fee(amount: Decimal, currency: str) -> str:
    return fee_text(amount, currency)
