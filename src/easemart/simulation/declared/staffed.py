"""Service levels by formula, busy lines, presence and required staff: what operations must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

_FORMULAS = {
    "answered_of_due": "answered in time, of offered less short abandoned",
    "answered_of_answered": "answered in time, of answered",
    "met_of_offered": "answered or abandoned in time, of offered",
    "answered_of_offered": "answered in time, of offered",
    "answered_of_waiting": "answered in time, of offered less abandoned in time",
}

PARAMETERS = (
    *(
        Declared(f"service level: {words}", "E", "offered, inbound", f"level|{formula}", f"level_of|{formula}",
                 f"select sum(numerator), sum(denominator) from operations.service_levels where formula = '{formula}'",
                 "staff_factor")
        for formula, words in _FORMULAS.items()
    ),
    Declared("busy attempts", "E", "calls that met a busy line", "busy_attempts",
             mart="select sum(busy_count), null from operations.intervals", planted="busy_share"),
    Declared("within two rings", "E", "offered where rings are counted", "answered_within_rings", "rings_counted",
             "select sum(rings_count), sum(rings_known_count) from operations.intervals", "staff_factor"),
    Declared("done within 45 seconds", "E", "answered, inbound", "done_quickly", "talk_known",
             "select sum(done_quickly_count), sum(done_known_count) from operations.intervals", "talk_seconds"),
    Declared("occupancy", "E", "seconds for which agents were present", "handled_seconds", "present_seconds",
             "select round(sum(talk_seconds + hold_seconds + wrap_seconds)), round(sum(present_seconds)) "
             "from operations.intervals", "target_occupancy"),
    Declared("agents required by Erlang C, mean of half hours", "E", "half hours with an offer", "agents_required",
             "half_hours_required", "select sum(required_erlang_c_count), count(*) from operations.staffing "
             "where offered_count > 0 and required_erlang_c_count is not null", "target_occupancy"),
)  # fmt: skip
