"""Easemart: files come in, each load is gated, dbt turns gated rows into marts, gated marts are published."""
