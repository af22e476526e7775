"""dbt's own page of the models: what each table means and what it is made from, beside the page."""

from __future__ import annotations

from easemart import building
from easemart.home import REPOSITORY, Home
from easemart.placing import put_in_place


def renew(home: Home) -> bool:
    """Writes the models' page where it is not that of this project; returns whether it was written.

    Its columns are those that the models declare: nothing is asked of the warehouse. What is read when it is opened is
    in it, and of this machine it says nothing.
    """
    stamp = f"\n<!-- project {building.code_hash()} -->\n"
    if home.models_page.exists() and home.models_page.read_text(encoding="utf-8").endswith(stamp):
        return False
    command = ["docs", "generate", "--static", "--empty-catalog", "--no-compile"]
    building.dbt(home, command, parsed=building.parse(home))
    drawn = (home.dbt / "target" / "static_index.html").read_text(encoding="utf-8")
    new = home.models_page.with_name(home.models_page.name + ".new")
    new.write_text(drawn.replace(f"{REPOSITORY}/", "") + stamp, encoding="utf-8")
    put_in_place(new, home.models_page)
    return True
