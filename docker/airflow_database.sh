#!/usr/bin/env bash
# The postgres image runs this once, when its volume is new: a login and a database for Airflow's own records, apart
# from the warehouse.
set -euo pipefail
psql --no-psqlrc --no-password --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
-- A statement that fails is logged with its text, and this text has a password.
set log_min_error_statement to panic;
\set password `cat "$AIRFLOW_DATABASE_PASSWORD_FILE"`
create role airflow login password :'password';
reset log_min_error_statement;
create database airflow owner airflow;
revoke all on database airflow from public;
revoke all on database postgres from public;
SQL
