import type { ApiClient } from '#shared/features.ts';
import type { Shown } from '#shared/functions/outcome.ts';
import { jsonToValue, valueToPlainJson } from '#shared/values/value-json.ts';
import type { Json } from '#shared/values/value-json.ts';

export type Cell = string | number | boolean | null;

export type ReadTable = {
  readonly title: string;
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly values: readonly Cell[] }[];
};

const pageRows = 5000;

/** A shown table with its first rows, or all of them. */
export async function readTable(
  client: ApiClient,
  runId: string,
  place: { readonly shown: Extract<Shown, { kind: 'table' }>; readonly shownIndex: number; readonly rowsMax: number },
): Promise<ReadTable> {
  const { shown, shownIndex, rowsMax } = place;
  const values: Cell[][] = shown.columns.map(() => []);
  const wanted = Math.min(shown.rowCount, rowsMax);
  for (let rowFirst = 0; rowFirst < wanted; rowFirst += pageRows) {
    const page = await client.runs.readTable({
      runId,
      shownIndex,
      rowFirst,
      rowCount: Math.min(pageRows, wanted - rowFirst),
    });
    for (const [index, cells] of page.columns.entries()) {
      const isFloat = shown.columns[index]?.type === 'float';
      for (const cell of cells) values[index]?.push(isFloat ? floatName(cell) : cell);
    }
  }
  const columns = shown.columns.map(({ name, type }, index) => ({ name, type, values: values[index] ?? [] }));
  return { title: shown.title, rowCount: shown.rowCount, columns };
}

/** A table's rows as objects, one after the other. */
export function* rowsOf({ columns }: ReadTable): Generator<Json, void, void> {
  const length = columns[0]?.values.length ?? 0;
  for (let row = 0; row < length; row += 1) {
    yield Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null]));
  }
}

/** A shown value or figure as a person would write it in JSON. */
export async function readPlain(client: ApiClient, runId: string, shown: Shown, shownIndex: number): Promise<Json> {
  if (shown.kind === 'value') return valueToPlainJson(jsonToValue(shown.json));
  const { text } = await client.runs.readShown({ runId, shownIndex });
  const json = JSON.parse(text) as Json; // JSON.parse gives nothing else.
  return shown.kind === 'figure' ? json : valueToPlainJson(jsonToValue(json));
}

// The names that valueToPlainJson gives them.
const floatNames = new Map<Cell, Cell>([
  ['Inf', 'Infinity'],
  ['-Inf', '-Infinity'],
]);

function floatName(cell: Cell): Cell {
  return floatNames.get(cell) ?? cell;
}
