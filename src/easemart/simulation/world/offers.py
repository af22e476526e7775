"""What agents offer to sell in service contacts, whether the customer's code was shown to them, and what is taken."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.contacts import PBX, Legs
from easemart.simulation.world.parameters import Parameters
from easemart.simulation.world.streams import Streams

Flags = NDArray[np.bool_]


def offers_of(legs: Legs, planted: Parameters, streams: Streams) -> tuple[Flags, Flags, Flags]:
    """Of each leg: something is offered, the code is shown, and the offer is taken.

    Only on the best customers' line, where somebody answered, can any of it be.
    """
    answered = (legs["vendor"] == PBX) & (legs["answered"] >= 0)
    offered = answered & streams("offered").chance(planted.offer_share, legs["key"])
    shown = answered & streams("code shown").chance(planted.code_shown_share, legs["key"])
    taken = offered & streams("offer taken").chance(planted.offer_taken + planted.offer_taken_code * shown, legs["key"])
    return offered, shown, taken


def buying(legs: Legs, is_prospect: Any, planted: Parameters, streams: Streams) -> Legs:
    """The legs in which a customer takes an offer, and so orders; mystery visitors buy nothing."""
    _, _, taken = offers_of(legs, planted, streams)
    found: Legs = legs[taken & ~legs["is_mystery"] & ~is_prospect[legs["customer"]]]
    return found
