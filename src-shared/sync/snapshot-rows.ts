/*
 * A page of a snapshot as a device asks for it: each record is a text of its own, so that the server can take it from its database as
 * it is, and the device reads it when it writes it. The fields' names are told once for all.
 *
 *     names   tenantId, body, isResolved …
 *     row     ["<id>", "<stamp of its creation>", {"body": "<stamp>"}, {"text": "<Yjs state>"}, "<tenantId>", "<body>", true …]
 */
import type { SentRecord } from './sync-protocol.ts';

const createdKey = '*';
/** Before a row's values: id, stamp, stamps, states. */
const headLength = 4;

export function sentToRow(names: readonly string[], { id, values, clocks, states }: SentRecord): string {
  const { [createdKey]: created, ...others } = clocks;
  return JSON.stringify([id, created ?? null, others, states, ...names.map((name) => values[name] ?? null)]);
}

/** What the row says, whatever that is: undefined where it is no row of so many names. The schema of a record says whether it is one. */
export function rowToSent(entity: string, names: readonly string[], row: string): unknown {
  const parsed = parseList(row);
  if (parsed?.length !== headLength + names.length) return undefined;
  const [id, created, others, states] = parsed;
  const values: { [name: string]: unknown } = {};
  for (let index = 0; index < names.length; index += 1) values[names[index] ?? ''] = parsed[headLength + index];
  // Spread from what is no object, there would be stamps of nothing.
  const isMap = typeof others === 'object' && others !== null && !Array.isArray(others);
  const clocks = isMap ? { [createdKey]: created, ...others } : others;
  return { entity, id, values, clocks, states };
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The id that a row begins with, without reading the rest; of what is no row, something that is no id. */
export function firstIdOf(row: string): string {
  const begin = row.indexOf('"') + 1;
  return row.slice(begin, row.indexOf('"', begin));
}
