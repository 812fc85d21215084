/*
 * The undo history of each person, kept in the file so that it outlives the program.
 *
 * A step names a group of changes. Undoing it writes the opposite as a new group of changes, which the step names from then on;
 * redoing is undoing that. So a step is always one group away from its other side, and both directions are the same work.
 */
import type { Database } from 'better-sqlite3';

import type { UndoState } from '#shared/records/undo-api.ts';

export type UndoStep = {
  readonly number: number;
  readonly name: string;
  readonly label: string;
  readonly changeGroup: string;
};

export type UndoSteps = {
  /** The step that undo (or redo) would take. */
  readonly findNext: (actorId: string, direction: 'undo' | 'redo') => UndoStep | undefined;
  readonly turn: (step: UndoStep, to: { readonly changeGroup: string; readonly isUndone: boolean }) => void;
  /** Adds a step on top; what had been undone cannot be redone any more. */
  readonly add: (actorId: string, step: Omit<UndoStep, 'number'>) => void;
  /** More edits have joined the top step. */
  readonly join: (actorId: string, step: UndoStep, label: string | undefined) => void;
  readonly state: (actorId: string) => UndoState;
};

const keptStepsMax = 200; // Per person; nobody goes further back by undo, the history of each record does.
const trimEverySteps = 50; // Looking for older ones at each step would be a third of a small edit's work.

type StepRow = {
  readonly number: number;
  readonly name: string;
  readonly label: string;
  readonly change_group: string;
};

const columns = 'number, name, label, change_group';
const undoSql = `SELECT ${columns}
FROM undo_steps
WHERE actor_id = ? AND is_undone = 0
ORDER BY number DESC
LIMIT 1`;
const redoSql = `SELECT ${columns}
FROM undo_steps
WHERE actor_id = ? AND is_undone = 1
ORDER BY number ASC
LIMIT 1`;
const turnSql = `UPDATE undo_steps
SET change_group = ?, is_undone = ?
WHERE number = ?`;
const addSql = `INSERT INTO undo_steps (actor_id, name, label, change_group, is_undone)
VALUES (?, ?, ?, ?, 0)`;
const labelSql = `UPDATE undo_steps
SET label = ?
WHERE number = ?`;
const clearRedoSql = `DELETE FROM undo_steps
WHERE actor_id = ? AND is_undone = 1`;
const trimSql = `DELETE FROM undo_steps
WHERE actor_id = ? AND number <= (
  SELECT number
  FROM undo_steps
  WHERE actor_id = ?
  ORDER BY number DESC
  LIMIT 1 OFFSET ${String(keptStepsMax)}
)`;

export function openUndoSteps(database: Database): UndoSteps {
  const statements = {
    undo: database.prepare<[string], StepRow>(undoSql),
    redo: database.prepare<[string], StepRow>(redoSql),
    turn: database.prepare<[string, number, number]>(turnSql),
    add: database.prepare<[string, string, string, string]>(addSql),
    label: database.prepare<[string, number]>(labelSql),
    clearRedo: database.prepare<[string]>(clearRedoSql),
    trim: database.prepare<[string, string]>(trimSql),
  };

  function findNext(actorId: string, direction: 'undo' | 'redo'): UndoStep | undefined {
    const row = statements[direction].get(actorId);
    if (row === undefined) return undefined;
    return { number: row.number, name: row.name, label: row.label, changeGroup: row.change_group };
  }

  return {
    findNext,
    turn: ({ number }, { changeGroup, isUndone }) => void statements.turn.run(changeGroup, Number(isUndone), number),
    add: (actorId, { name, label, changeGroup }) => {
      statements.clearRedo.run(actorId);
      const { lastInsertRowid } = statements.add.run(actorId, name, label, changeGroup);
      if (Number(lastInsertRowid) % trimEverySteps === 0) statements.trim.run(actorId, actorId);
    },
    join: (actorId, { number }, label) => {
      statements.clearRedo.run(actorId);
      if (label !== undefined) statements.label.run(label, number);
    },
    state: (actorId) => ({
      undo: findNext(actorId, 'undo')?.label ?? null,
      redo: findNext(actorId, 'redo')?.label ?? null,
    }),
  };
}
