/*
 * How much is open in each cell of the matrix, for its marks. A pair that nobody has reviewed is none of it: an empty cell says
 * that by itself.
 */
import type { GapReport } from './gap-checks.ts';
import { gapChecks, gapCodes } from './gap.ts';
import type { ProjectModel } from '../project-model.ts';

/**
 * Shape:  marks[row × size + column], by `objectIndexById` of the model that they were made for. Bits 0-6 how many gaps and
 *         questions are open (127 stands for more), bit 7 that not all of them are questions.
 */
export type CellMarks = { readonly size: number; readonly marks: Uint8Array };

const gapBit = 1 << 7;
const countMax = gapBit - 1;

export function markCount(mark: number): number {
  return mark & countMax;
}

/** Whether it is a gap to be mended, or only a question to be answered. */
export function isGapMark(mark: number): boolean {
  return (mark & gapBit) !== 0;
}

/** `objectIndexById` is of the model on screen, which may be a moment younger than the report. */
export function cellMarks(report: GapReport, { objectIndexById }: Pick<ProjectModel, 'objectIndexById'>): CellMarks {
  const size = objectIndexById.size;
  const marks = new Uint8Array(size * size);
  const note = (one: string, other: string, bit: number): void => {
    const row = objectIndexById.get(one);
    const column = objectIndexById.get(other);
    if (row === undefined || column === undefined) return;
    addTo(marks, row * size + column, bit);
    if (row !== column) addTo(marks, column * size + row, bit);
  };
  for (const code of gapCodes) {
    const { subject, severity } = gapChecks[code];
    if (code === 'R1' || (subject !== 'relationship' && subject !== 'pair')) continue;
    const bit = severity === 'gap' ? gapBit : 0;
    for (const id of report.columns.get(code)?.ids ?? []) {
      if (subject === 'pair') {
        const [one = '', other = ''] = id.split(':');
        note(one, other, bit);
      } else {
        const relationship = report.model.tables.relationship.get(id);
        if (relationship !== undefined) note(relationship.sourceObjectId, relationship.targetObjectId, bit);
      }
    }
  }
  return { size, marks };
}

function addTo(marks: Uint8Array, place: number, bit: number): void {
  const before = marks[place] ?? 0;
  marks[place] = Math.min(countMax, (before & countMax) + 1) | (before & gapBit) | bit;
}
