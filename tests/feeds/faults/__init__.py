"""Faults of files, put into a good file of every source."""
