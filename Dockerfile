# One image for Airflow's services and Easemart's work in them. Its user has the number of whoever owns the secrets,
# because files mounted as secrets keep their owner.
FROM python:3.11.15-slim-trixie

ARG EASEMART_UID
ARG EASEMART_GID
RUN groupadd --non-unique --gid "$EASEMART_GID" easemart \
    && useradd --non-unique --uid "$EASEMART_UID" --gid "$EASEMART_GID" --home-dir /tmp --no-create-home easemart \
    # A new volume takes its owner from the folder it is mounted on.
    && install -d -o easemart -g easemart -m 700 /var/lib/easemart /var/log/airflow

COPY requirements.lock /opt/easemart/
RUN pip install --disable-pip-version-check --no-cache-dir --no-deps --require-hashes \
        --requirement /opt/easemart/requirements.lock \
    && pip check

COPY docker/require_secrets docker/airflow_database_address /opt/easemart/docker/
COPY dbt_project /opt/easemart/dbt_project
COPY expectations /opt/easemart/expectations
COPY feeds /opt/easemart/feeds
COPY page /opt/easemart/page
COPY docs/definitions.md /opt/easemart/docs/definitions.md
COPY dags /opt/easemart/dags
COPY src /opt/easemart/src
RUN python -m compileall -q /opt/easemart/src /opt/easemart/dags

ENV PYTHONPATH=/opt/easemart/src:/opt/easemart/dags PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /opt/easemart
USER easemart
ENTRYPOINT ["/opt/easemart/docker/require_secrets"]
