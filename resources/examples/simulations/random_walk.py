import random


def random_walk(steps: int = 100, walkers: int = 500, drift: float = 0.05, volatility: float = 1.0, seed: int = 1):
    """Lets many walkers wander, and shows where they are.

    Args:
        steps (integer, 2-1000, days): How long they walk.
        walkers (integer, 10-5000): How many they are.
        drift (number, -5..5): What each step adds on average.
        volatility (number, 0..10): The standard deviation of a step.
        seed (integer): The same seed takes the same steps.

    Returns:
        A figure with the median and two bands, and the quantiles of each day as a table.
    """
    generator = random.Random(seed)
    places = [0.0] * walkers
    levels = {"low_90": 0.05, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high_90": 0.95}
    table = {"day": list(range(steps + 1)), **{name: [0.0] for name in levels}}
    for day in range(steps):
        places = [place + generator.gauss(drift, volatility) for place in places]
        ordered = sorted(places)
        for name, level in levels.items():
            table[name].append(_quantile(ordered, level))
        if steps >= 10 and (day + 1) % (steps // 10) == 0:
            print(f"Day {day + 1}: median {table['median'][-1]:.2f}")
    return {"figure": _figure(table, walkers), "quantiles": table}


def _quantile(ordered, level):
    position = level * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def _figure(table, walkers):
    rows = [dict(zip(table, row)) for row in zip(*table.values())]
    y = {"type": "quantitative", "title": "Place"}

    def band(width, opacity):
        return {
            "mark": {"type": "area", "opacity": opacity},
            "encoding": {"y": {"field": f"low_{width}", **y}, "y2": {"field": f"high_{width}"}},
        }

    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": f"{walkers} random walkers", "subtitle": "Median with the middle 50 % and 90 %"},
        "width": "container",
        "height": 320,
        "data": {"values": rows},
        "encoding": {"x": {"field": "day", "type": "quantitative", "title": "Time (days)"}},
        "layer": [
            band(90, 0.15),
            band(50, 0.3),
            {"mark": {"type": "line", "strokeWidth": 2.5, "tooltip": True}, "encoding": {"y": {"field": "median", **y}}},
        ],
    }
