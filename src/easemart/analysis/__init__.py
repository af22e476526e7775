"""What SQL cannot say by set: regressions, queueing formulas, estimators, each by a kept library.

An analysis is a table of schema `build_analysis`. `dbt_project/models/staging/analysis/analysis.yml` declares its
columns and, in `meta.reads`, the models it is worked out from; a module of this package with the table's name has
`worked_out(frame, ...)`, which takes those models' rows, each frame sorted by all its columns, and returns the table's
rows. Nothing here knows an engine.
"""
