/*
 * The cells of all relationships, coded column by column: a large model that has just been opened is painted before any of its
 * relationships has become an object. A question after the other is asked of all of them, not all questions of one after the other.
 */
import type { ReadColumn } from '../../records/packed-column.ts';
import { valueAt } from '../../records/packed-column.ts';
import { ends, nestings } from '../object-entities.ts';
import { packedRowsOf } from '../packed-groups.ts';
import type { ProjectModel } from '../project-model.ts';
import { answerBits, endMissingBit } from './cell-bits.ts';
import { askedOf, cellQuestions, cellStates, isUnanswered, sideFields } from './cell-state.ts';
import type { CellQuestion, Side } from './cell-state.ts';

export type Columns = { readonly count: number; readonly column: (field: string) => ReadColumn };

/** Of a table that is packed still, or of one that has been edited. */
export function columnsOf(table: ReadonlyMap<string, unknown>): Columns {
  const rows = packedRowsOf(table);
  if (rows !== undefined) return rows;
  // Records are what a table holds.
  const records = [...table.values()] as readonly { readonly [field: string]: unknown }[];
  return { count: table.size, column: (field) => ({ values: records.map((record) => record[field]), places: null }) };
}

/** Place of each record's object among those of the model; -1 for one that is not there. */
export function objectPlaces({ objectIndexById }: ProjectModel, { count, column }: Columns, field: string): Int32Array {
  const { values, places } = column(field);
  const placeByValue = Int32Array.from(values, (id) => objectIndexById.get(String(id)) ?? -1);
  return places === null
    ? placeByValue
    : Int32Array.from({ length: count }, (_, row) => placeByValue[places[row] ?? 0] ?? -1);
}

const questions = Object.keys(cellQuestions) as readonly CellQuestion[]; // The names that it is written with.
const endBit = 1 << questions.indexOf('end');
const completeState = cellStates.indexOf('complete');
const incompleteState = cellStates.indexOf('incomplete');

/** What the cell on this side of each relationship is coded as, were it the only one of its pair and nothing asked or said of it. */
export function codeSide({ count, column }: Columns, side: Side): Uint16Array {
  const fields = sideFields[side];
  const answered = new Uint8Array(count);
  for (const [index, question] of questions.entries()) {
    const { values, places } = column(fields[question]);
    const bits = Uint8Array.from(values, (value) => (isUnanswered(value) ? 0 : 1 << index));
    for (let row = 0; row < count; row += 1) answered[row] = (answered[row] ?? 0) | (bits[places?.[row] ?? row] ?? 0);
  }
  const shapes = shapeOfCells();
  const endColumn = column(fields.end);
  const nestingColumn = column(fields.nesting);
  const codes = new Uint16Array(count);
  for (let row = 0; row < count; row += 1) {
    const shape = shapes.get(valueAt(endColumn, row))?.get(valueAt(nestingColumn, row));
    if (shape === undefined) continue;
    const missing = shape.asked & ~(answered[row] ?? 0);
    codes[row] =
      shape.bits | (missing === 0 ? completeState : incompleteState) | ((missing & endBit) === 0 ? 0 : endMissingBit);
  }
  return codes;
}

/** What is asked, and how it is coded, for each end and nesting. */
function shapeOfCells() {
  return new Map<unknown, ReadonlyMap<unknown, { readonly asked: number; readonly bits: number }>>(
    [null, ...ends].map((end) => [
      end,
      new Map(
        [null, ...nestings].map((nesting) => [
          nesting,
          {
            asked: askedOf(end, nesting).reduce((bits, question) => bits | (1 << questions.indexOf(question)), 0),
            bits: answerBits(end, nesting),
          },
        ]),
      ),
    ]),
  );
}
