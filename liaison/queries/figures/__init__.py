"""Figures of the office: what they mean, what they are today, and what they were on any day.

`as_of` says what was known on a day, `figure` what a figure is, `memberships`, `fees` and `work` which there
are, `series` how things went month by month, `computed` keeps what was computed for a while.
"""
