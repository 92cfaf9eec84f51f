"""Round numbers for an axis that begins at zero."""

from __future__ import annotations

_STEPS = (1, 2, 5)


def choose_ticks(largest: int, most: int = 4) -> tuple[int, ...]:
    """Whole numbers from 0, evenly apart by 1, 2 or 5 times a power of ten; the last is not below ``largest``.

    At most ``most`` steps. Raises ``ValueError`` for a negative number: nothing that is counted is less than none.
    """
    if largest < 0:
        raise ValueError(f"{largest} is below zero")
    power = 1
    while True:
        for factor in _STEPS:
            step = factor * power
            if step * most >= largest:
                count = max(1, -(-largest // step))
                return tuple(step * place for place in range(count + 1))
        power *= 10
