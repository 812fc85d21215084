/*
 * Many rows as what a statement reads from. Each column is one text, an array in PostgreSQL's notation; a column whose values are
 * all the same is that value once. That is half the bytes of the rows as JSON, and PostgreSQL reads it in half the time. Columns of
 * JSON are split at a character that JSON does not have, which is faster again than an array's quotes. COPY is refused where there is
 * row-level security, and a parameter for each value has an end.
 */
import type { Row } from '#shared/schema/row-codec.ts';

export type GivenColumn = { readonly name: string; readonly type: string };

/** The rows as an item of FROM that is called `given`; `place` takes a value and gives its parameter. At least one row. */
export function givenRows(
  columns: readonly GivenColumn[],
  rows: readonly Row[],
  place: (value: string | null) => string,
): string {
  return givenColumns(
    columns.map(({ name, type }) => ({ name, type, values: rows.map((row) => row[name]) })),
    place,
  );
}

/** The same, by columns of as many values each. */
export function givenColumns(
  columns: readonly (GivenColumn & { readonly values: readonly unknown[] })[],
  place: (value: string | null) => string,
): string {
  const varied: string[] = [];
  const arrays: string[] = [];
  const selected: string[] = [];
  for (const [index, { name, type: declared, values }] of columns.entries()) {
    const type = declared.replace(/ COLLATE .*/, '');
    const texts = values.map(textOf);
    const [first = null] = texts;
    // One column has to say how many rows there are, be they all alike.
    const isOnly = index === columns.length - 1 && arrays.length === 0;
    // The parameter is text to every driver; the database makes of it what the column is.
    if (!isOnly && texts.every((text) => text === first)) {
      selected.push(`${place(first)}::text::${type} AS ${name}`);
      continue;
    }
    varied.push(name);
    if (type === 'jsonb' && !isOnly) {
      arrays.push(`string_to_array(${place(texts.map((text) => text ?? '').join(betweenJson))}, E'\\x01', '')`);
      selected.push(`varied.${name}::jsonb AS ${name}`);
    } else {
      arrays.push(`${place(arrayOf(texts, type === 'jsonb' ? JSON.stringify : quoted))}::text::${type}[]`);
      selected.push(`varied.${name}`);
    }
  }
  return `(
  SELECT ${selected.join(', ')}
  FROM unnest(${arrays.join(', ')}) AS varied (${varied.join(', ')})
) AS given`;
}

/** JSON escapes control characters, and no JSON is empty, which stands for null. */
const betweenJson = '\u0001';

/** As PostgreSQL writes it; JSON has been made a text before. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return JSON.stringify(value); // A number or a boolean, which PostgreSQL writes alike.
}

/** The text of JSON has no control characters, so that JSON quotes it as PostgreSQL does. */
function arrayOf(texts: readonly (string | null)[], quote: (text: string) => string): string {
  return `{${texts.map((text) => (text === null ? 'NULL' : quote(text))).join(',')}}`;
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`;
}
