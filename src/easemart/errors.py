"""The errors that are meant for the person who runs Easemart."""


class EasemartError(Exception):
    """Something a person can mend. The message says what, where (file, line, column), what to do."""


class PermanentError(EasemartError):
    """Trying again does not help: a file, a rule or a setting has to be mended first."""
