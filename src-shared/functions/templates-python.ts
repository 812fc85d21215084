import type { TemplateName } from './function-api.ts';

const blank = `def main(name: str = "world") -> str:
    """Says hello.

    Args:
        name: Who is greeted.

    Returns:
        A greeting.
    """
    return f"Hello, {name}!"
`;

const table = `def describe(count: int = 10) -> dict:
    """Makes a table of numbers with their squares and roots.

    Args:
        count (integer, 1-1000): How many rows.

    Returns:
        A table: a dict of columns of equal length.
    """
    numbers = list(range(1, count + 1))
    print(f"{count} rows")
    return {
        "number": numbers,
        "square": [n * n for n in numbers],
        "root": [n ** 0.5 for n in numbers],
    }
`;

const plot = `import math


def draw_wave(periods: float = 2.0, points: int = 200) -> dict:
    """Draws a damped wave.

    A dict with a Vega-Lite "$schema" is drawn as a figure.

    Args:
        periods (number, 0.5-20): How many periods are drawn.
        points (integer, 10-2000): How many points the line has.

    Returns:
        A Vega-Lite figure.
    """
    step = periods * 2 * math.pi / (points - 1)
    rows = [{"x": i * step, "y": math.exp(-i * step / 8) * math.sin(i * step)} for i in range(points)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": "A damped wave",
        "width": "container",
        "height": 300,
        "data": {"values": rows},
        "mark": {"type": "line"},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": "Angle (rad)"},
            "y": {"field": "y", "type": "quantitative", "title": "Amplitude"},
        },
    }
`;

const simulation = `import random


def estimate_pi(draws: int = 10000, seed: int = 1) -> dict:
    """Estimates pi by throwing points at a square.

    Args:
        draws (integer, 100-1000000): How many points are thrown.
        seed (integer): The same seed gives the same points.

    Returns:
        A table: the estimate after each tenth of the points.
    """
    generator = random.Random(seed)
    hits = 0
    thrown, estimates = [], []
    for i in range(1, draws + 1):
        hits += generator.random() ** 2 + generator.random() ** 2 <= 1
        if i % (draws // 10) == 0:
            thrown.append(i)
            estimates.append(4 * hits / i)
    return {"thrown": thrown, "estimate": estimates}
`;

export const pythonTemplates: { readonly [name in TemplateName]: string } = { blank, table, plot, simulation };
