"""The one error that is meant for the person who runs Easemart."""


class EasemartError(Exception):
    """Something a person can mend. The message says what, where (file, line, column), what to do."""
