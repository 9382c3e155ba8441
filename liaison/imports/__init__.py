"""The sheets officials import, and the jobs that bring them in."""
