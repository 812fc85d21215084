/*
 * Sheets as records: each sheet is one of the lists, told by its headings, or a square matrix, told by its first column being
 * its first row.
 */
import { foldName } from '../fold-name.ts';
import { createGatherer, objectKey, roleKey } from './import-keys.ts';
import type { RecordGatherer } from './import-keys.ts';
import type { ImportSource, Place } from './import-record.ts';
import { isMatrix, readMatrix } from './read-matrix-sheet.ts';
import { isCutCell, rearmCell } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { shortened, textOf } from './sheet-column.ts';
import type { Fields, SheetColumn } from './sheet-column.ts';
import { sheetLists } from './sheet-lists.ts';
import type { SheetList } from './sheet-lists.ts';
import { gatherRules } from './sheet-rules.ts';
import { swapSides } from '../cells/swap-sides.ts';

/** Problems beyond this many are all of one kind; the person has seen enough of them. */
const problemsMax = 1000;

export function readSheets(kind: string, sheets: readonly Sheet[]): ImportSource {
  const gatherer = createGatherer();
  // A list says more of a relationship than a cell, whatever the order of the sheets.
  const sorted = sheets.toSorted((left, right) => Number(isMatrixSheet(left)) - Number(isMatrixSheet(right)));
  for (const sheet of sorted) readSheet(gatherer, sheet);
  const { problems, records } = gatherer;
  if (records().length === 0 && problems.length === 0)
    problems.push({ place: null, sentence: 'There is nothing in the file that could be brought in.', isFatal: true });
  // What keeps the file out comes first, so that it is not cut off.
  const told = problems.toSorted((left, right) => Number(right.isFatal) - Number(left.isFatal));
  return { kind, project: null, records: records(), problems: told.slice(0, problemsMax) };
}

function isMatrixSheet({ rows }: Sheet): boolean {
  return isMatrix(rows.slice(rows.findIndex(isFilled)).map((row) => row.map(rearmCell)));
}

function isFilled(row: readonly string[]): boolean {
  return row.some((cell) => cell.trim() !== '');
}

function readSheet(gatherer: RecordGatherer, { name, rows: given }: Sheet): void {
  const headIndex = given.findIndex(isFilled);
  if (headIndex < 0) return;
  const rows = given.slice(headIndex).map((row) => row.map(rearmCell));
  const at = (rowIndex: number, column: string): Place => ({ sheet: name, row: headIndex + rowIndex + 1, column });
  if (isMatrix(rows)) return readMatrix(gatherer, rows, at);
  const headings = (rows[0] ?? []).map(foldName);
  const recordIndex = headings.indexOf('record');
  const lists = recordIndex < 0 ? [chooseList(name, headings)] : sheetLists;
  if (lists[0] === undefined) {
    const found = shortened((rows[0] ?? []).filter((cell) => cell.trim() !== '').join(', '));
    const sentence = `The headings ${found} are those of no list, and the sheet is no square matrix, whose first column repeats its first row. A list of objects needs the heading Name; of relationships Source and Target; of calls to action and attributes Object and Name.`;
    gatherer.problems.push({ place: at(0, ''), sentence, isFatal: sheetIsOnly(name) });
    return undefined;
  }
  const readers = lists
    .map((list) => list && ([list, columnIndexes(list, headings)] as const))
    .filter((one) => one !== undefined);
  tellUnknownHeadings(gatherer, rows[0] ?? [], readers, at);
  for (const [rowIndex, row] of rows.entries()) {
    if (rowIndex === 0 || !isFilled(row)) continue;
    const word = foldName(row[recordIndex] ?? '');
    const reader = recordIndex < 0 ? readers[0] : readers.find(([list]) => list.word === word);
    if (reader !== undefined) readRow(gatherer, reader, { row, rowIndex, at });
    else
      gatherer.problems.push({
        place: at(rowIndex, 'Record'),
        sentence: `"${shortened(word)}" is no kind of record; it would be object, relationship, cta or attribute. The row is left out.`,
        isFatal: false,
      });
  }
  return undefined;
}

/** A workbook may well have sheets of other things; a file that is one sheet may not. */
function sheetIsOnly(name: string): boolean {
  return name === '';
}

/** The list with the most headings of its own among those whose required ones are there. A sheet's name decides between two. */
function chooseList(sheetName: string, headings: readonly string[]): SheetList | undefined {
  const scored = sheetLists
    .filter((list) => list.required.every((heading) => columnIndexOf(list, heading, headings) >= 0))
    .map((list) => {
      const known = columnIndexes(list, headings).length;
      return {
        list,
        score: known + (foldName(sheetName) === foldName(list.title) ? 100 : 0) + list.required.length / 2,
      };
    });
  return scored.toSorted((left, right) => right.score - left.score)[0]?.list;
}

function columnIndexOf(list: SheetList, heading: string, headings: readonly string[]): number {
  const column = list.columns.find((one) => one.heading === heading);
  return headings.findIndex((given) => column?.aliases.includes(given) === true);
}

type ColumnIndex = readonly [column: SheetColumn, index: number];
type Reader = readonly [list: SheetList, columns: readonly ColumnIndex[]];

/** A heading belongs to the first column that it fits: its own name before another's alias. */
function columnIndexes(list: SheetList, headings: readonly string[]): readonly ColumnIndex[] {
  const taken = new Set<number>();
  const found: ColumnIndex[] = [];
  for (const rank of [0, 1]) {
    for (const column of list.columns) {
      if (found.some(([one]) => one === column)) continue;
      const names = rank === 0 ? column.aliases.slice(0, 1) : column.aliases;
      const index = headings.findIndex((heading, place) => !taken.has(place) && names.includes(heading));
      if (index < 0) continue;
      taken.add(index);
      found.push([column, index]);
    }
  }
  return found;
}

type PlaceOf = (rowIndex: number, column: string) => Place;

function tellUnknownHeadings(
  { problems }: RecordGatherer,
  head: readonly string[],
  readers: readonly Reader[],
  at: PlaceOf,
): void {
  const known = new Set(readers.flatMap(([, columns]) => columns.map(([, index]) => index)));
  for (const [index, heading] of head.entries()) {
    if (known.has(index) || heading.trim() === '' || foldName(heading) === 'record') continue;
    const sentence = `There is no field for the column "${shortened(heading)}"; it is left out.`;
    problems.push({ place: at(0, shortened(heading)), sentence, isFatal: false });
  }
}

type Row = { readonly row: readonly string[]; readonly rowIndex: number; readonly at: PlaceOf };

function readRow(gatherer: RecordGatherer, [list, columns]: Reader, { row, rowIndex, at }: Row): void {
  let fields: Fields = {};
  for (const [column, index] of columns) {
    const cell = row[index] ?? '';
    if (cell.trim() === '') continue;
    const place = at(rowIndex, column.heading);
    const read = isCutCell(cell)
      ? { problem: 'was cut off because a workbook holds no more in one cell; what the project has stays as it is' }
      : column.parse(cell);
    if ('problem' in read)
      gatherer.problems.push({ place, sentence: `The cell ${read.problem}. It is left out.`, isFatal: false });
    else fields = { ...fields, ...read.fields };
  }
  const missing = list.required.find((heading) => !(requiredFields[heading] ?? []).some((field) => field in fields));
  if (missing === undefined) addRecord(gatherer, list, fields, at(rowIndex, ''));
  else
    gatherer.problems.push({
      place: at(rowIndex, missing),
      sentence: `The row has no ${missing.toLowerCase()}, so it cannot be told what it is about. It is left out.`,
      isFatal: false,
    });
}

const requiredFields: { readonly [heading: string]: readonly string[] | undefined } = {
  Name: ['name'],
  Object: ['#object'],
  Source: ['#source'],
  Target: ['#target'],
};

function addRecord(gatherer: RecordGatherer, { name }: SheetList, fields: Fields, place: Place): void {
  const { '#object': objectName, '#source': source, '#target': target, '#roles': roles, ...own } = fields;
  const mention = (given: unknown): string => gatherer.mention(String(given), place);
  switch (name) {
    case 'objects':
      gatherer.add({ entity: 'object', key: objectKey(String(own['name'])), place, fields: trimName(own) });
      return;
    case 'relationships':
      addRelationship(gatherer, { source: mention(source), target: mention(target), own, place });
      return;
    case 'ctas': {
      const objectId = mention(objectName);
      const key = `cta ${objectId} ${foldName(String(own['name']))}`;
      gatherer.add({ entity: 'cta', key, place, fields: { ...trimName(own), objectId } });
      addRoles(gatherer, key, Array.isArray(roles) ? roles.map(String) : [], place);
      return;
    }
    case 'attributes': {
      const objectId = mention(objectName);
      const key = `attribute ${objectId} ${foldName(String(own['name']))}`;
      gatherer.add({ entity: 'attribute', key, place, fields: { ...gatherRules(trimName(own), mention), objectId } });
    }
  }
}

function trimName(fields: Fields): Fields {
  return { ...fields, name: String(fields['name']).trim() };
}

function addRoles(gatherer: RecordGatherer, ctaId: string, roles: readonly string[], place: Place): void {
  for (const role of roles) {
    const projectRoleId = roleKey(role);
    gatherer.add({ entity: 'projectRole', key: projectRoleId, place, fields: { name: role } });
    const key = `by ${ctaId} ${projectRoleId}`;
    gatherer.add({ entity: 'ctaRole', key, place, fields: { ctaId, projectRoleId } });
  }
}

type RelationshipRow = {
  readonly source: string;
  readonly target: string;
  readonly own: Fields;
  readonly place: Place;
};

/** Rows of one pair without a label speak of the same relationship, whichever way round they are. */
function addRelationship(gatherer: RecordGatherer, { source, target, own, place }: RelationshipRow): void {
  const label = foldName(textOf(own['description']));
  const key = (from: string, to: string): string => `relationship ${from} → ${to} ${label}`;
  const isTurned = label === '' && source !== target && gatherer.has(key(target, source));
  const [from, to, fields] = isTurned ? [target, source, swapSides(own)] : [source, target, own];
  gatherer.add({
    entity: 'relationship',
    key: key(from, to),
    place,
    fields: { ...fields, sourceObjectId: from, targetObjectId: to },
  });
}
