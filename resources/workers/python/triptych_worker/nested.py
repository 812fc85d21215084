"""Arrays as lists in lists, where the source has no numpy."""


def nest(cells, shape, order):
    """The first dimension is the outermost, whichever runs fastest in `cells`."""
    steps = [1] * len(shape)
    step = 1
    for dimension in range(len(shape)) if order == "F" else reversed(range(len(shape))):
        steps[dimension] = step
        step *= shape[dimension]
    last = len(shape) - 1

    def level(dimension, first):
        size, step = shape[dimension], steps[dimension]
        if dimension == last:
            return cells[first : first + size * step : step] if size else []
        return [level(dimension + 1, first + at * step) for at in range(size)]

    return level(0, 0)
