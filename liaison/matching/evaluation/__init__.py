"""Test collections of needs and offers with known answers, and the measures of rankings against them."""
