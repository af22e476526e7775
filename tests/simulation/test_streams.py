"""Random numbers that depend on what they are about alone."""

from __future__ import annotations

import numpy as np

from easemart.simulation.world.streams import Stream, Streams


def test_a_number_is_its_keys_whatever_is_drawn_beside_it() -> None:
    stream = Stream(1, "needs")
    alone = stream.uniform(np.asarray([7]), 3)[0]
    assert stream.uniform(np.arange(100), 3)[7] == alone
    assert stream.uniform(np.arange(100)[::-1], 3)[92] == alone


def test_seed_mechanism_and_each_key_make_another_number() -> None:
    drawn = {
        Stream(1, "needs").uniform(7, 3)[0], Stream(2, "needs").uniform(7, 3)[0], Stream(1, "talk").uniform(7, 3)[0],
        Stream(1, "needs").uniform(8, 3)[0], Stream(1, "needs").uniform(7, 4)[0], Stream(1, "needs").uniform(3, 7)[0],
    }  # fmt: skip
    assert len(drawn) == 6


def test_the_distributions_are_what_they_are_called() -> None:
    stream, keys = Stream(5, "any"), np.arange(200_000)
    uniform = stream.uniform(keys)
    assert uniform.min() > 0 and uniform.max() < 1
    # Five standard errors of each.
    assert abs(uniform.mean() - 0.5) < 5 * 0.2887 / 447
    assert abs(stream.exponential(keys).mean() - 1) < 5 / 447
    normal = stream.normal(keys)
    assert abs(normal.mean()) < 5 / 447 and abs(normal.std() - 1) < 5 * 0.7071 / 447
    # Neighbouring keys say nothing of one another, nor does the same key of another mechanism.
    assert abs(np.corrcoef(uniform[1:], uniform[:-1])[0, 1]) < 5 / 447
    assert abs(np.corrcoef(uniform, Stream(5, "other").uniform(keys))[0, 1]) < 5 / 447


def test_a_choice_follows_its_shares() -> None:
    stream = Streams(9)("choice")
    keys = np.arange(100_000)
    shares = np.bincount(stream.choice((0.2, 0.5, 0.3), keys), minlength=3) / keys.size
    assert np.abs(shares - (0.2, 0.5, 0.3)).max() < 5 * 0.5 / 316
    rows = np.asarray([[1.0, 0.0], [0.0, 1.0]])[keys % 2]
    assert (stream.choice(rows, keys) == keys % 2).all()
