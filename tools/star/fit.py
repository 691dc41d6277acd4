"""Logistic regression on sparse features, with numpy alone and sums in a fixed order.

``numpy.bincount`` adds in the order of its input, so the same data give the same bytes; no
threaded linear algebra takes part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Sparse rows: entry ``k`` says that row ``row[k]`` has ``value[k]`` in column ``column[k]``."""  # noqa: E501

    n_rows: int
    n_columns: int
    row: Ints
    column: Ints
    value: Floats

    def times(self, weights: Floats) -> Floats:
        """Return rows times a column of weights."""
        return np.bincount(
            self.row, weights=self.value * weights[self.column], minlength=self.n_rows
        )

    def transposed_times(self, errors: Floats) -> Floats:
        """Return the sum of the rows, each times its error."""
        return np.bincount(
            self.column, weights=self.value * errors[self.row], minlength=self.n_columns
        )


def minimise(
    start: Floats, function: Callable[[Floats], tuple[float, Floats]], rounds: int, memory: int = 8
) -> Floats:
    """Return where a smooth convex function is least (L-BFGS, backtracking)."""
    point = start
    value, slope = function(point)
    moves: list[tuple[Floats, Floats, float]] = []
    for _ in range(rounds):
        direction = -_curved(slope, moves)
        along = float(np.sum(slope * direction))
        step = 1.0 if moves else 1.0 / max(1.0, float(np.sqrt(np.sum(slope * slope))))
        while True:
            there = point + step * direction
            new_value, new_slope = function(there)
            if new_value <= value + 1e-4 * step * along or step < 1e-10:
                break
            step /= 2
        moved, bent = there - point, new_slope - slope
        curve = float(np.sum(moved * bent))
        if curve > 1e-12:
            moves = [*moves[-memory + 1 :], (moved, bent, 1 / curve)]
        done = value - new_value < 1e-7 * max(1.0, abs(value))
        point, value, slope = there, new_value, new_slope
        if done:
            break
    return point


def _curved(slope: Floats, moves: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    out = slope.copy()
    factors = []
    for moved, bent, rho in reversed(moves):
        factor = rho * float(np.sum(moved * out))
        out -= factor * bent
        factors.append(factor)
    if moves:
        moved, bent, rho = moves[-1]
        out *= 1 / (rho * float(np.sum(bent * bent)))
    for (moved, bent, rho), factor in zip(moves, reversed(factors), strict=True):
        out += (factor - rho * float(np.sum(bent * out))) * moved
    return out


def fit_classes(
    rows: Rows, truth: Ints, n_classes: int, weight: Floats, penalty: Floats, rounds: int = 150
) -> tuple[Floats, Floats]:
    """Return weights (columns by classes) and biases of a multinomial regression.

    ``penalty`` holds, for each column, the strength that pulls its weights to nought.
    """
    whole = float(weight.sum())
    one_hot = np.zeros((rows.n_rows, n_classes))
    one_hot[np.arange(rows.n_rows), truth] = 1.0
    size = rows.n_columns * n_classes

    def cost(point: Floats) -> tuple[float, Floats]:
        weights = point[:size].reshape(n_classes, rows.n_columns)
        scores = np.stack([rows.times(w) for w in weights], axis=1) + point[size:]
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        loss = -float(np.sum(weight * logs[np.arange(rows.n_rows), truth])) / whole
        loss += 0.5 * float(np.sum(penalty * weights * weights)) / whole
        errors = (np.exp(logs) - one_hot) * (weight / whole)[:, None]
        slopes = [rows.transposed_times(errors[:, k]) for k in range(n_classes)]
        slope = np.stack(slopes) + penalty * weights / whole
        return loss, np.concatenate([slope.ravel(), errors.sum(axis=0)])

    found = minimise(np.zeros(size + n_classes), cost, rounds)
    return found[:size].reshape(n_classes, rows.n_columns).T, found[size:]


def fit_yes_no(
    values: Floats, truth: Ints, weight: Floats, penalty: float = 1.0
) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression on a few dense columns."""
    n, k = values.shape
    rows = Rows(
        n,
        k,
        np.repeat(np.arange(n), k),
        np.tile(np.arange(k), n),
        np.ascontiguousarray(values, dtype=np.float64).ravel(),
    )
    weights, biases = fit_classes(rows, truth, 2, weight, np.full(k, penalty))
    return weights[:, 1] - weights[:, 0], float(biases[1] - biases[0])
