"""Random numbers that belong to who or what they are about, not to the order in which they are drawn.

A `Stream` is a mechanism's own source. Its numbers are a function of (seed, mechanism, keys), where the keys are
those of the thing decided on: the customer and the day, the need and the attempt. So a world in which one contact
more takes place draws the same for all others, and two scenarios differ in nothing but what one of them declares and
what follows from it. Drawn one after the other from a generator, every later number would move.

The mixing is splitmix64's finaliser (Steele, Lea and Flood 2014) applied to each key in turn.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53


def mixed(values: Keys) -> Keys:
    """Each number spread over all of 64 bits; one to one."""
    found = values + _STEP
    found = (found ^ (found >> np.uint64(30))) * _FIRST
    found = (found ^ (found >> np.uint64(27))) * _SECOND
    return found ^ (found >> np.uint64(31))


def _as_keys(values: ArrayLike) -> Keys:
    found = np.asarray(values)
    return found if found.dtype == np.uint64 else found.astype(np.int64).view(np.uint64)


def keyed(start: int, *keys: ArrayLike) -> Keys:
    """One 64-bit number for each combination of keys (integers, broadcast against each other)."""
    found: Keys = np.asarray([np.uint64(start)])
    for key in keys:
        found = mixed(found ^ _as_keys(key))
    return found


class Stream:
    """The random numbers of one mechanism. Every method takes keys: integers or arrays of them."""

    def __init__(self, seed: int, mechanism: str) -> None:
        digest = hashlib.sha256(f"{seed}|{mechanism}".encode()).digest()
        self._start = int.from_bytes(digest[:8], "little")

    def number(self, *keys: ArrayLike) -> Keys:
        """Uniform over 64 bits."""
        return keyed(self._start, *keys)

    def uniform(self, *keys: ArrayLike) -> Floats:
        """Uniform in (0, 1)."""
        found: Floats = ((self.number(*keys) >> np.uint64(11)).astype(np.float64) + 0.5) * _TO_UNIT
        return found

    def exponential(self, *keys: ArrayLike) -> Floats:
        """Of mean 1."""
        found: Floats = -np.log(self.uniform(*keys))
        return found

    def normal(self, *keys: ArrayLike) -> Floats:
        """Of mean 0 and variance 1 (Box and Muller 1958)."""
        first = self.number(*keys)
        one = ((first >> np.uint64(11)).astype(np.float64) + 0.5) * _TO_UNIT
        two = (mixed(first) >> np.uint64(11)).astype(np.float64) * _TO_UNIT
        found: Floats = np.sqrt(-2 * np.log(one)) * np.cos(2 * np.pi * two)
        return found

    def chance(self, probability: ArrayLike, *keys: ArrayLike) -> NDArray[np.bool_]:
        """True with the probability."""
        found: NDArray[np.bool_] = self.uniform(*keys) < np.asarray(probability)
        return found

    def choice(self, shares: ArrayLike, *keys: ArrayLike) -> NDArray[np.int64]:
        """An index, by shares that sum to 1: one row of them, or one row for each key."""
        bounds = np.cumsum(np.asarray(shares, dtype=np.float64), axis=-1)
        drawn = self.uniform(*keys)
        if bounds.ndim == 1:
            return np.minimum(np.searchsorted(bounds, drawn, side="right"), bounds.size - 1)
        found: NDArray[np.int64] = np.minimum((drawn[:, None] >= bounds).sum(axis=1), bounds.shape[1] - 1)
        return found


class Streams:
    """All mechanisms of one world: `streams("patience")` is that mechanism's own."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made: dict[str, Stream] = {}

    def __call__(self, mechanism: str) -> Stream:
        if mechanism not in self._made:
            self._made[mechanism] = Stream(self._seed, mechanism)
        return self._made[mechanism]


def logistic(values: Any) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.asarray(values, dtype=np.float64)))
    return found
