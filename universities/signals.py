"""News of the supply side. Sent after commit; receivers only enqueue work."""

from django.dispatch import Signal

# kwargs: technology_ids, a list of the technologies that became public or changed while public
technology_published = Signal()
