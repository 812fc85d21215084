import { parseCellWord } from '../cells/cell-words.ts';
import type { CellWord } from '../cells/cell-words.ts';
import { foldName } from '../fold-name.ts';
import type { RecordGatherer } from './import-keys.ts';
import type { ImportRecord, Place } from './import-record.ts';
import type { End } from '../object-entities.ts';
import { pairOf } from '../matrix-keys.ts';
import { shortened } from './sheet-column.ts';
import { swapSides } from '../cells/swap-sides.ts';

type Rows = readonly (readonly string[])[];
type PlaceOf = (rowIndex: number, column: string) => Place;

/** Whether the first column repeats the first row, in any order. */
export function isMatrix(rows: Rows): boolean {
  const columns = columnNames(rows).map(foldName);
  const sides = rowNames(rows).map(foldName);
  return columns.length > 0 && columns.length === sides.length && sides.every((name) => columns.includes(name));
}

function columnNames([head = []]: Rows): readonly string[] {
  return head.slice(1).filter((cell) => cell.trim() !== '');
}

function rowNames(rows: Rows): readonly string[] {
  return rows.slice(1).flatMap(([name = '']) => (name.trim() === '' ? [] : [name]));
}

type Cell = { readonly word: CellWord; readonly text: string; readonly place: Place };

export function readMatrix(gatherer: RecordGatherer, rows: Rows, at: PlaceOf): void {
  const head = rows[0] ?? [];
  const names = columnNames(rows);
  const keys = names.map((name) => gatherer.mention(name, at(0, name.trim())));
  if (new Set(keys).size < keys.length) {
    const twice = names.find((_, index) => keys.indexOf(keys[index] ?? '') !== index) ?? '';
    const sentence = `"${shortened(twice)}" heads two columns, so it cannot be told which is meant. Give each object one column and one row.`;
    gatherer.problems.push({ place: at(0, shortened(twice)), sentence, isFatal: true });
    return;
  }
  const cells = new Map<string, Cell>();
  for (const [rowIndex, row] of rows.entries()) {
    const rowKey = keys[names.findIndex((name) => foldName(name) === foldName(row[0] ?? ''))];
    if (rowIndex === 0 || rowKey === undefined) continue;
    for (const [columnIndex, text] of row.entries()) {
      if (columnIndex === 0 || text.trim() === '') continue;
      const columnName = head[columnIndex] ?? '';
      const columnKey = keys[names.indexOf(columnName)];
      const word = parseCellWord(text);
      const place = at(rowIndex, shortened(columnName.trim()));
      if (columnKey === undefined || word === undefined || word.kind === 'several')
        gatherer.problems.push({ place, sentence: unreadCell(text, word), isFatal: false });
      else cells.set(`${rowKey}>${columnKey}`, { word, text, place });
    }
  }
  for (const [index, row] of keys.entries()) {
    for (const column of keys.slice(index)) addPair(gatherer, row, column, cells);
  }
}

function unreadCell(text: string, word: CellWord | undefined): string {
  if (word?.kind === 'several')
    return `"${shortened(text)}" is of several relationships, which a cell cannot tell apart. They stay as they are; change them in a list of relationships.`;
  return `"${shortened(text)}" is nothing that a cell says, such as has many, ✓, 1:N, 0..*, 1..*, x or no. The cell is left out.`;
}

/** Both cells of a pair, which must not contradict each other. */
function addPair(gatherer: RecordGatherer, row: string, column: string, cells: ReadonlyMap<string, Cell>): void {
  const there = cells.get(`${row}>${column}`);
  const back = row === column ? undefined : cells.get(`${column}>${row}`);
  const said = [there, back].filter((cell) => cell !== undefined && cell.word.kind !== 'empty');
  const first = said[0];
  if (first === undefined) return;
  const place = first.place;
  const kinds = new Set(said.map((cell) => cell?.word.kind));
  if (kinds.size > 1) return tellContradiction(gatherer, there, back);
  if (kinds.has('no')) {
    if (row === column) return undefined; // Nobody asks whether an object is related to itself.
    const [objectAId, objectBId] = pairOf(row, column);
    const fields = { objectAId, objectBId, verdict: 'no' };
    return gatherer.add({ entity: 'pairReview', key: `no ${objectAId} ${objectBId}`, place, fields });
  }
  const targetEnd = agree(ownOf(there), otherOf(back));
  const sourceEnd = agree(ownOf(back), otherOf(there));
  if (targetEnd === 'clash' || sourceEnd === 'clash') return tellContradiction(gatherer, there, back);
  // The side whose page has the list is the source.
  const isBack = there === undefined || there.word.kind === 'empty';
  const [from, to, ends] = isBack ? [column, row, [targetEnd, sourceEnd]] : [row, column, [sourceEnd, targetEnd]];
  const fields = {
    sourceObjectId: from,
    targetObjectId: to,
    ...(ends[0] === null ? {} : { sourceEnd: ends[0] }),
    ...(ends[1] === null ? {} : { targetEnd: ends[1] }),
  };
  return addCell(gatherer, {
    entity: 'relationship',
    key: `relationship ${from} → ${to} `,
    place,
    isEitherWay: true,
    fields,
  });
}

/** A list in the same file may have said more of the relationship; of several there it cannot be told which one is meant. */
function addCell(gatherer: RecordGatherer, record: ImportRecord): void {
  const { sourceObjectId: source, targetObjectId: target } = record.fields;
  const [listed, ...others] = gatherer.relationshipsOf(String(source), String(target));
  if (others.length > 0) return;
  if (listed === undefined) gatherer.add(record);
  else {
    const isTurned = listed.fields['sourceObjectId'] !== source;
    gatherer.add({ ...record, key: listed.key, fields: isTurned ? swapSides(record.fields) : record.fields });
  }
}

function ownOf(cell: Cell | undefined): End | null {
  return cell?.word.kind === 'yes' ? cell.word.own : null;
}

function otherOf(cell: Cell | undefined): End | null {
  return cell?.word.kind === 'yes' ? cell.word.other : null;
}

function agree(one: End | null, other: End | null): End | 'clash' | null {
  if (one !== null && other !== null && one !== other) return 'clash';
  return one ?? other;
}

function tellContradiction(gatherer: RecordGatherer, there: Cell | undefined, back: Cell | undefined): void {
  if (there === undefined || back === undefined) return;
  const opposite = `row ${String(back.place.row)}, column ${back.place.column}`;
  const sentence = `"${shortened(there.text)}" contradicts "${shortened(back.text)}" in the opposite cell (${opposite}). Decide on one and try again.`;
  gatherer.problems.push({ place: there.place, sentence, isFatal: true });
}
