/*
 * The whole matrix as numbers, one for each cell: what drawing reads thousands of times a frame. After an edit only the pairs that
 * it is about are coded anew.
 */
import { answerBits, commentBit, endMissingBit, severalBit } from './cell-bits.ts';
import { cellOf, cellStates } from './cell-state.ts';
import type { Cell, CellState } from './cell-state.ts';
import { codeSide, columnsOf, objectPlaces } from './code-relationships.ts';
import { changedPairs, notePair, noteSubject } from './changed-pairs.ts';
import type { Pairs } from './changed-pairs.ts';
import { nestings, ends } from '../object-entities.ts';
import type { End, Nesting } from '../object-entities.ts';
import { cellKey, pairKey } from '../matrix-keys.ts';
import type { ProjectModel } from '../project-model.ts';

/**
 * Shape:  codes[row × objects + column], in the order of `model.objects`. Bits 0-2 the state, 3-5 the end (0 none, 1 not known,
 *         then `ends`), 6-8 the nesting (0 not known, then `nestings`), 9 several relationships, 10 an end is missing, 11 comments.
 */
export type CellCodes = { readonly size: number; readonly codes: Uint16Array };
type ModelCodes = CellCodes & { readonly model: ProjectModel };

export type CodedCell = {
  readonly state: CellState;
  /** Undefined where there is no relationship, null where it is not known how many. */
  readonly end: End | null | undefined;
  readonly nesting: Nesting | null;
  readonly hasSeveral: boolean;
  readonly lacksEnd: boolean;
  readonly hasComments: boolean;
};

export function decodeCell(code: number): CodedCell {
  const endCode = (code >> 3) & 7;
  return {
    state: cellStates[code & 7] ?? 'unreviewed',
    end: endCode === 0 ? undefined : (ends[endCode - 2] ?? null),
    nesting: nestings[((code >> 6) & 7) - 1] ?? null,
    hasSeveral: (code & severalBit) !== 0,
    lacksEnd: (code & endMissingBit) !== 0,
    hasComments: (code & commentBit) !== 0,
  };
}

/** The state's place in `cellStates`. */
export function stateIndex(code: number): number {
  return code & 7;
}

/** Whether it is not known how many, of a relationship that is there. */
export function lacksEnd(code: number): boolean {
  return (code & endMissingBit) !== 0;
}

/** `before` are the codes of an earlier model of the same project; where no cell differs, theirs are taken over. */
export function codeCells(model: ProjectModel, before?: ModelCodes): ModelCodes {
  if (before?.model === model) return before;
  const size = model.objects.length;
  if (before === undefined || !hasSameOrder(before.model, model)) return { model, size, codes: codeWhole(model) };
  const pairs = changedPairs(before.model, model);
  return { model, size, codes: codePairs(model, before.codes, pairs) };
}

/**
 * Codes model after model of a project, each from the one before it. The same value as long as no cell differs: what the core
 * answers to an edit is on screen already, and nothing is painted for it.
 */
export function createCellCoder(): (model: ProjectModel) => CellCodes {
  let last: ModelCodes | undefined;
  let shown: CellCodes | undefined;
  return (model) => {
    last = codeCells(model, last);
    if (shown?.codes !== last.codes) shown = last;
    return shown;
  };
}

function hasSameOrder(before: ProjectModel, model: ProjectModel): boolean {
  if (before.objects === model.objects) return true;
  return (
    before.objects.length === model.objects.length &&
    before.objects.every(({ id }, index) => id === model.objects[index]?.id)
  );
}

/** The codes with these pairs coded anew; another array only where one of them differs. */
function codePairs(model: ProjectModel, before: Uint16Array, pairs: Pairs): Uint16Array {
  const size = model.objects.length;
  let codes = before;
  function set(place: number, code: number): void {
    if (codes[place] === code) return;
    if (codes === before) codes = before.slice();
    codes[place] = code;
  }
  for (const [pair, [oneId, otherId]] of pairs) {
    const row = model.objectIndexById.get(oneId);
    const column = model.objectIndexById.get(otherId);
    if (row === undefined || column === undefined) continue;
    set(row * size + column, codeOf(model, cellOf(model, oneId, otherId, pair)));
    set(column * size + row, codeOf(model, cellOf(model, otherId, oneId, pair)));
  }
  return codes;
}

function codeOf(model: ProjectModel, cell: Cell): number {
  const [first] = cell.relationships;
  return (
    cellStates.indexOf(cell.state) |
    (first === undefined ? 0 : answerBits(first.end, first.nesting)) |
    (cell.relationships.length > 1 ? severalBit : 0) |
    (cell.relationships.some(({ missing }) => missing.includes('end')) ? endMissingBit : 0) |
    (hasComments(model, cell) ? commentBit : 0)
  );
}

function hasComments({ commentsBySubject }: ProjectModel, { rowId, columnId }: Cell): boolean {
  if (commentsBySubject.size === 0) return false;
  return commentsBySubject.has(cellKey(rowId, columnId)) || commentsBySubject.has(pairKey(rowId, columnId));
}

/** All cells. Most pairs have one relationship or a "no" and nothing else, and are coded without making objects of them. */
function codeWhole(model: ProjectModel): Uint16Array {
  const size = model.objects.length;
  const codes = new Uint16Array(size * size);
  const others = new Map<string, readonly [string, string]>();
  const { relationship, pairReview, openQuestion, comment } = model.tables;
  codeRelated(model, codes, others);
  const reviews = columnsOf(pairReview);
  const ones = objectPlaces(model, reviews, 'objectAId');
  const twos = objectPlaces(model, reviews, 'objectBId');
  const refused = cellStates.indexOf('no');
  for (const [review, row] of ones.entries()) {
    const column = twos[review] ?? -1;
    if (row < 0 || column < 0 || codes[row * size + column] !== 0) continue;
    codes[row * size + column] = refused;
    codes[column * size + row] = refused;
  }
  for (const subject of [...openQuestion.values(), ...comment.values()]) noteSubject(relationship, others, subject);
  return codePairs(model, codes, others);
}

function codeRelated(model: ProjectModel, codes: Uint16Array, others: Map<string, readonly [string, string]>): void {
  const size = model.objects.length;
  const columns = columnsOf(model.tables.relationship);
  const sources = objectPlaces(model, columns, 'sourceObjectId');
  const targets = objectPlaces(model, columns, 'targetObjectId');
  const sourceCodes = codeSide(columns, 'source');
  const targetCodes = codeSide(columns, 'target');
  for (const [relationship, row] of sources.entries()) {
    const column = targets[relationship] ?? -1;
    if (row < 0 || column < 0) continue;
    if (row === column || codes[row * size + column] !== 0)
      notePair(others, model.objects[row]?.id ?? '', model.objects[column]?.id ?? '');
    codes[row * size + column] = sourceCodes[relationship] ?? 0;
    codes[column * size + row] = targetCodes[relationship] ?? 0;
  }
}

export type Degrees = { readonly rows: Uint16Array; readonly columns: Uint16Array };

/** Of how many objects a row's page shows something (a hub), and on how many pages a column is shown (what is popular). */
export function degreesOf({ size, codes }: CellCodes): Degrees {
  const rows = new Uint16Array(size);
  const columns = new Uint16Array(size);
  const none = nestings.indexOf('none') + 1;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const code = codes[row * size + column] ?? 0;
      if (((code >> 3) & 7) === 0 || ((code >> 6) & 7) === none) continue;
      rows[row] = (rows[row] ?? 0) + 1;
      columns[column] = (columns[column] ?? 0) + 1;
    }
  }
  return { rows, columns };
}
