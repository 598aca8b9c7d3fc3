"""A line chart as SVG, both axes logarithmic: how a figure grows with the corpus."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

WIDTH, HEIGHT, EDGE = 640, 400, 60
COLOURS = ("#0f766e", "#b45309", "#1d4ed8", "#be123c")
Points = Sequence[tuple[float, float]]


def plot(path: Path, title: str, x: str, lines: Mapping[str, Points]) -> None:
    """Write the chart. Points that are not positive are left out. Raises ValueError where none is left."""
    shown = {name: [(a, b) for a, b in points if a > 0 and b > 0] for name, points in lines.items()}
    every = [point for points in shown.values() for point in points]
    if not every:
        raise ValueError(f"{title}: nothing to plot")
    left, right = _span([a for a, _ in every])
    low, high = _span([b for _, b in every])

    def place(a: float, b: float) -> tuple[float, float]:
        return (EDGE + (math.log10(a) - left) / (right - left) * (WIDTH - 2 * EDGE),
                HEIGHT - EDGE - (math.log10(b) - low) / (high - low) * (HEIGHT - 2 * EDGE))

    parts = [f'<text x="{WIDTH / 2}" y="24" text-anchor="middle" font-size="16">{title}</text>',
             f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">{x}</text>']
    for power in range(left, right + 1):
        at, _ = place(10 ** power, 10 ** low)
        parts.append(f'<path d="M{at:.0f} {EDGE}V{HEIGHT - EDGE}" stroke="#ddd"/>'
                     f'<text x="{at:.0f}" y="{HEIGHT - EDGE + 18}" text-anchor="middle">{10 ** power:g}</text>')
    for power in range(low, high + 1):
        _, at = place(10 ** left, 10 ** power)
        parts.append(f'<path d="M{EDGE} {at:.0f}H{WIDTH - EDGE}" stroke="#ddd"/>'
                     f'<text x="{EDGE - 6}" y="{at + 4:.0f}" text-anchor="end">{10.0 ** power:g}</text>')
    for n, (name, points) in enumerate(shown.items()):
        colour = COLOURS[n % len(COLOURS)]
        places = [place(a, b) for a, b in sorted(points)]
        parts.append(f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in places)}" fill="none" '
                     f'stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
        parts.append(f'<text x="{EDGE + 10}" y="{EDGE + 16 + 16 * n}" fill="{colour}">{name}</text>')
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
                    f'font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{"".join(parts)}</svg>\n',
                    "utf-8")


def _span(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten that hold all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
