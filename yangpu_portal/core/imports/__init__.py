"""From rows of a foreign table to records of ours: columns found by name, values read, rows judged."""
