import math
from typing import Literal


def temperature_trend(
    data="airquality.csv",
    response: Literal["Ozone", "Solar.R", "Wind"] = "Ozone",
    confidence: float = 0.95,
    points: int = 60,
):
    """Fits a straight line to a measurement over temperature.

    Least squares on the days on which both were measured, with the band in which the line lies.

    Args:
        data (table): Daily measurements with a column `Temp` (degrees F).
        response: What depends on temperature.
        confidence (number, 0.5-0.999): Of the band around the line.
        points (integer, 2-500): At how many temperatures the band is drawn.

    Returns:
        A figure, the coefficients, and how much of the variance is explained.
    """
    pairs = [(float(x), float(y)) for x, y in zip(data["Temp"], data[response]) if x is not None and y is not None]
    n = len(pairs)
    mean_x = sum(x for x, _ in pairs) / n
    mean_y = sum(y for _, y in pairs) / n
    ss_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / ss_x
    intercept = mean_y - slope * mean_x
    ss_residual = sum((y - intercept - slope * x) ** 2 for x, y in pairs)
    ss_total = sum((y - mean_y) ** 2 for _, y in pairs)
    sigma = math.sqrt(ss_residual / (n - 2))
    t = _t_quantile(0.5 + confidence / 2, n - 2)
    print(f"{response} = {intercept:.2f} + {slope:.3f} * Temp, from {n} days")

    low_x, high_x = min(pairs)[0], max(pairs)[0]
    line = []
    for i in range(points):
        x = low_x + (high_x - low_x) * i / (points - 1)
        y = intercept + slope * x
        margin = t * sigma * math.sqrt(1 / n + (x - mean_x) ** 2 / ss_x)
        line.append({"x": x, "y": y, "low": y - margin, "high": y + margin})

    errors = [sigma * math.sqrt(1 / n + mean_x**2 / ss_x), sigma / math.sqrt(ss_x)]
    return {
        "figure": _figure(pairs, line, response, confidence),
        "coefficients": {
            "term": ["intercept", "slope"],
            "estimate": [intercept, slope],
            "low": [intercept - t * errors[0], slope - t * errors[1]],
            "high": [intercept + t * errors[0], slope + t * errors[1]],
        },
        "r_squared": 1 - ss_residual / ss_total,
        "days": n,
    }


def _figure(pairs, line, response, confidence):
    unit = {"Ozone": "ppb", "Solar.R": "langley", "Wind": "mph"}[response]
    x = {"field": "x", "type": "quantitative", "title": "Temperature (°F)", "scale": {"zero": False}}
    y_title = f"{response} ({unit})"
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": f"{response} over temperature", "subtitle": f"Least squares with {confidence:.0%} confidence band"},
        "width": "container",
        "height": 320,
        "layer": [
            {
                "data": {"values": line},
                "mark": {"type": "area", "opacity": 0.25},
                "encoding": {"x": x, "y": {"field": "low", "type": "quantitative", "title": y_title}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": [{"x": a, "y": b} for a, b in pairs]},
                "mark": {"type": "point", "filled": True, "opacity": 0.6, "tooltip": True},
                "encoding": {"x": x, "y": {"field": "y", "type": "quantitative", "title": y_title}},
            },
            {
                "data": {"values": line},
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"x": x, "y": {"field": "y", "type": "quantitative", "title": y_title}},
            },
        ],
    }


def _t_quantile(p, freedom):
    """The quantile of Student's t, by bisection on its distribution function."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def density(t):
        return scale * (1 + t * t / freedom) ** (-(freedom + 1) / 2)

    def below(t, steps=400):  # Simpson's rule from 0 to t.
        h = t / steps
        inner = sum((4 if i % 2 else 2) * density(i * h) for i in range(1, steps))
        return 0.5 + h / 3 * (density(0) + inner + density(t))

    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < p else (low, middle)
    return (low + high) / 2
