"""Largest triangle three buckets: a line of many points by as many as a screen can show.

S. Steinarsson, Downsampling Time Series for Visual Representation (University of Iceland, 2013), section 4.2.
"""

from typing import Any

import numpy as np


def chosen(time: Any, value: Any, points: int) -> Any:
    """Places of the points to draw, ascending (int64): the first, the last, and of each bucket between them the one
    that makes the largest triangle with the one chosen before it and the middle of the bucket behind it.

    `time` ascending and `value`, of one length. All of them where there are no more than `points`. Raises ValueError
    for less than 3 points.
    """
    if points < 3:
        raise ValueError(f"{points} points show no line: 3 at least")
    count = len(time)
    if count <= points:
        return np.arange(count)
    # From the first time on, so that microseconds since 1970 lose nothing as float64.
    x, y = (np.asarray(time) - time[0]).astype(np.float64), np.asarray(value, np.float64)
    edges = (1 + np.arange(points - 1) * (count - 2) / (points - 2)).astype(np.int64)
    starts = np.append(edges[:-1], count - 1)
    sizes = np.append(np.diff(edges), 1)
    middle_x, middle_y = np.add.reduceat(x, starts) / sizes, np.add.reduceat(y, starts) / sizes
    found = np.empty(points, np.int64)
    found[0], found[-1] = 0, count - 1
    last = 0
    for n in range(points - 2):
        begin, end = edges[n], edges[n + 1]
        across, up = middle_x[n + 1] - x[last], middle_y[n + 1] - y[last]
        area = np.abs(across * (y[begin:end] - y[last]) - (x[begin:end] - x[last]) * up)
        last = int(begin + area.argmax())
        found[n + 1] = last
    return found
