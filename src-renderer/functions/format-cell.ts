import type { ColumnInfo } from '#shared/functions/outcome.ts';
import { displayCell } from '#shared/values/display-text.ts';

export type WireCell = string | number | boolean | null;

type ColumnType = ColumnInfo['type'];

/** The short name in a column's header. */
export const columnTypeNames: { readonly [type in ColumnType]: string } = {
  float: 'float',
  integer: 'int',
  boolean: 'bool',
  text: 'text',
  date: 'date',
  instant: 'time',
  duration: 'span',
  decimal: 'dec',
  complex: 'complex',
  bytes: 'bytes',
  category: 'factor',
};

export function isRightAligned(type: ColumnType): boolean {
  return type === 'float' || type === 'integer' || type === 'decimal' || type === 'complex' || type === 'duration';
}

/** Significant digits that a float is shown with, as R prints by default. The cell keeps all of them for copying. */
const significantDigits = 7;
const decimalsMax = 6;

/**
 * How many decimals make the given floats line up while each keeps 7 significant digits.
 *
 * Source: the idea of R's print.default, with a cap of 6 decimals so that one tiny number does not widen a column.
 */
export function decimalsOf(cells: readonly WireCell[]): number {
  let decimals = 0;
  for (const cell of cells) {
    if (typeof cell !== 'number' || isScientific(cell)) continue;
    const [, fraction = ''] = Number(cell.toPrecision(significantDigits)).toString().split('.');
    decimals = Math.max(decimals, Math.min(fraction.length, decimalsMax));
    if (decimals === decimalsMax) break;
  }
  return decimals;
}

const groups = new Intl.NumberFormat('en', { useGrouping: true, maximumFractionDigits: 0 });

/** A count with thin spaces between thousands: 1 005 000. */
export function formatCount(count: number): string {
  return groups.format(count).replaceAll(',', ' ');
}

/** What a cell shows. Missing is `NA` whatever the language calls it; the grid draws it faint. */
export function formatCell(
  cell: WireCell,
  { type, zone }: Pick<ColumnInfo, 'type' | 'zone'>,
  decimals: number,
): string {
  if (cell === null) return 'NA';
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  if (typeof cell === 'string') return displayCell(cell, { type, zone });
  if (type !== 'float') return String(cell);
  if (isScientific(cell)) return cell.toExponential(3);
  return cell.toFixed(decimals);
}

function isScientific(value: number): boolean {
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e12 || size < 1e-4);
}

/** A duration as a person reads it: 0.41 ms, 184 ms, 1.84 s, 2 min 5 s. */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${String(minutes)} min ${String(seconds % 60)} s`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** How long ago: "just now", "2 min ago", "3 h ago", then the date. */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 45) return 'just now';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${String(hours)} h ago`;
  return new Date(atMs).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
