"""Measurements: each module prints a table; see README.md."""
