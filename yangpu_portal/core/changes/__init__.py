"""Reading the history the database keeps (`core/history.py`): what changed, by whom, field by field."""
