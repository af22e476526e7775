"""The first draft of a source, written by looking at one of its files; a person then reads every line of it."""
