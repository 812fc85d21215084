"""Figures that a function left open in matplotlib, as SVG. Loaded only when the function has imported matplotlib itself."""

import io
import sys

from . import output

FIGURES_MAX = 50


def send_open_figures():
    pyplot = sys.modules["matplotlib.pyplot"]
    numbers = pyplot.get_fignums()
    try:
        for number in numbers[:FIGURES_MAX]:
            send_figure(pyplot.figure(number))
    finally:
        if numbers:
            pyplot.close("all")


def send_figure(figure):
    drawing = io.BytesIO()
    figure.savefig(drawing, format="svg", bbox_inches="tight")
    output.send(("plot", "image/svg+xml", drawing.getvalue()))
