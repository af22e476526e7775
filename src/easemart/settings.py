"""Settings of the libraries underneath: where they write, and that they send nothing anywhere."""

from __future__ import annotations

import os

from easemart import warehouses
from easemart.home import REPOSITORY, Home
from easemart.secrets import secret

TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "False",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
    "SCARF_ANALYTICS": "False",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}

# Whom Airflow's web page lets in.
PAGE_USER = "easemart"


def of(home: Home) -> dict[str, str]:
    """What has to stand in the environment before Airflow, dbt or a gate is imported."""
    return {
        **TELEMETRY_OFF,
        "EASEMART_HOME": str(home.root),
        **warehouses.of(home).environment(),
        "DBT_TARGET_PATH": str(home.dbt / "target"),
        "DBT_LOG_PATH": str(home.dbt / "logs"),
        "PYTHONPYCACHEPREFIX": str(home.root / "pycache"),
        "AIRFLOW_HOME": str(home.root / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__MAX_MAP_LENGTH": "100000",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "utc",
        # The web page answers this machine alone.
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__SECRET_KEY": secret(home, "airflow_api_secret_key"),
        # 32 bytes in base 64, with the padding that token_urlsafe leaves out.
        "AIRFLOW__CORE__FERNET_KEY": secret(home, "airflow_fernet_key") + "=",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret(home, "airflow_jwt"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{PAGE_USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home.root / "secrets" / "airflow_users"),
    }


def apply(home: Home) -> None:
    """Sets the environment of this process."""
    os.environ.update(of(home))
