"""What the office looks at besides lists: figures, the start page with them, the monthly report."""
