import { ColumnRefused } from './column-refused.ts';

/** How many of a unit a second has. */
export const unitsPerSecond = { second: 1n, milli: 1000n, micro: 1_000_000n, nano: 1_000_000_000n } as const;

const microsPerSecond = unitsPerSecond.micro;

/**
 * Whole numbers of a unit as microseconds, which is what an instant and a duration are kept in.
 *
 * Fails:  ColumnRefused where a time is finer than a microsecond, or further away than 64 bits of them: nothing is cut.
 */
export function toMicros(
  column: string,
  values: BigInt64Array | Int32Array,
  perSecond: bigint,
  missing: Uint8Array | undefined,
): BigInt64Array {
  if (perSecond === microsPerSecond && values instanceof BigInt64Array) return values;
  const micros = new BigInt64Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    if (missing?.[row] === 1) continue;
    micros[row] = oneToMicros(column, BigInt(values[row] ?? 0), perSecond);
  }
  return micros;
}

function oneToMicros(column: string, value: bigint, perSecond: bigint): bigint {
  if (perSecond <= microsPerSecond) {
    const micros = value * (microsPerSecond / perSecond);
    if (BigInt.asIntN(64, micros) !== micros)
      throw new ColumnRefused(column, 'has a time that is too far away to be counted in microseconds');
    return micros;
  }
  const parts = perSecond / microsPerSecond;
  if (value % parts !== 0n)
    throw new ColumnRefused(
      column,
      'has times finer than a microsecond, which would be lost. Round them to microseconds where the file is made',
    );
  return value / parts;
}

const offsetPattern = /^([+-])(\d{2}):?(\d{2})$/;

/**
 * The zone of an instant column from what a file calls it. UTC is no zone of its own; an offset of whole hours has a name
 * among IANA's (whose signs are the other way round), and any other offset has none, so that only the moment is kept.
 */
export function zoneOf(timezone: string | null | undefined): { readonly zone?: string } {
  if (timezone === null || timezone === undefined || ['', 'UTC', 'Etc/UTC', 'Z', 'GMT'].includes(timezone)) return {};
  const offset = offsetPattern.exec(timezone);
  if (offset === null) return { zone: timezone };
  const [, sign, hours = '', minutes = ''] = offset;
  if (minutes !== '00' || Number(hours) === 0 || Number(hours) > 12) return {};
  return { zone: `Etc/GMT${sign === '+' ? '-' : '+'}${String(Number(hours))}` };
}
