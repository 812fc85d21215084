import { columnLength, isList } from '#shared/values/value.ts';
import type { Column, Value } from '#shared/values/value.ts';

import type { Call } from './call.ts';

/** Items, cells and characters of all arguments together: what is remembered of a call is to cost nothing. */
const weightMax = 10_000;

/** A call to be remembered: without its arguments where those are large, or are values that a session keeps. */
export function lightened(call: Call): Call {
  let room = weightMax;
  for (const [, value] of call.args) room = roomAfter(value, room);
  return room > 0 ? call : { ...call, args: [] };
}

/** What is left of the room; none where the value does not fit, and nothing more is looked at then. */
function roomAfter(value: Value, room: number): number {
  if (room <= 0) return 0;
  if (typeof value === 'string') return room - value.length;
  if (value === null || typeof value !== 'object') return room - 1;
  if (isList(value)) return afterAll(value, room);
  switch (value.kind) {
    case 'map':
      return afterAll(
        value.entries.flatMap(([name, item]) => [name, item]),
        room,
      );
    case 'vector':
    case 'array':
      return room - columnWeight(value.column);
    case 'table':
      return [...(value.index ?? []), ...value.columns].reduce((left, { column }) => left - columnWeight(column), room);
    case 'bytes':
      return room - value.bytes.length;
    case 'handle':
      return 0;
    default:
      return room - 1;
  }
}

function afterAll(values: readonly Value[], room: number): number {
  if (values.length > room) return 0;
  return values.reduce<number>((left, value) => roomAfter(value, left), room);
}

function columnWeight(column: Column): number {
  const rows = columnLength(column);
  if ('bytes' in column) return rows + column.bytes.length;
  return column.type === 'category' ? rows + column.levels.join('').length : rows;
}
