"""News of the demand side. Sent after commit; receivers only enqueue work."""

from django.dispatch import Signal

# kwargs: need_ids, a list of the needs that opened or changed while open
need_opened = Signal()
