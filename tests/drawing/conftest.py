"""The marts of the small company that the marts' own tests build."""

from marts.conftest import company, company_inbox, shared_folder

__all__ = ["company", "company_inbox", "shared_folder"]
