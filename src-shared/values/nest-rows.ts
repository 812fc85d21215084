import type { Json } from './json.ts';
import { cellOf } from './value.ts';
import type { ArrayValue, Value } from './value.ts';

/** An array as lists in lists, the first dimension outermost. */
export function nestRows(array: ArrayValue, cellToJson: (cell: Value) => Json): Json {
  const steps = stepsOf(array);
  function nest(dimension: number, first: number): Json {
    const size = array.shape[dimension];
    if (size === undefined) return cellToJson(cellOf(array.column, first));
    return Array.from({ length: size }, (_, at) => nest(dimension + 1, first + at * (steps[dimension] ?? 0)));
  }
  return nest(0, 0);
}

/** The places of the column in row order: the last index runs fastest. */
export function rowOrder(array: ArrayValue): Int32Array {
  const steps = stepsOf(array);
  const count = array.shape.reduce((product, size) => product * size, 1);
  const places = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    let rest = index;
    let place = 0;
    for (let dimension = array.shape.length - 1; dimension >= 0; dimension -= 1) {
      const size = array.shape[dimension] ?? 1;
      place += (rest % size) * (steps[dimension] ?? 0);
      rest = Math.floor(rest / size);
    }
    places[index] = place;
  }
  return places;
}

/** How far apart in the column two neighbours in each dimension are. */
function stepsOf({ shape, order }: ArrayValue): readonly number[] {
  const steps = shape.map(() => 1);
  const inOrder =
    order === 'column' ? shape.map((_, index) => index) : shape.map((_, index) => shape.length - 1 - index);
  let step = 1;
  for (const dimension of inOrder) {
    steps[dimension] = step;
    step *= shape[dimension] ?? 1;
  }
  return steps;
}
