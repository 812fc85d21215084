import { describeEdit } from './describe-edit.ts';
import type { FirstEdit } from './describe-edit.ts';
import type { Edit } from './store.ts';
import type { UndoStep, UndoSteps } from './undo-steps.ts';

export type UndoGrouping = {
  /** The group of the transaction's changes; settled at the first one. */
  readonly groupOf: (first: FirstEdit) => string;
  /** Adds the undo step, or lets the edit join the one before it. */
  readonly finish: () => void;
};

/**
 * Decides to which undo step an edit belongs: the actor's last one while it carries the edit's own group, else a new one. `newGroup` is
 * asked when the first change has its stamp.
 */
export function createUndoGrouping(steps: UndoSteps, edit: Edit, newGroup: () => string): UndoGrouping {
  const { actorId, undoGroup, isUndoable = true } = edit;
  let group: string | undefined;
  let joined: UndoStep | undefined;
  let label = '';

  return {
    groupOf: (first) => {
      if (group !== undefined) return group;
      const last = undoGroup === undefined || !isUndoable ? undefined : steps.findNext(actorId, 'undo');
      joined = last?.name === undoGroup ? last : undefined;
      group = joined?.changeGroup ?? newGroup();
      label = edit.label ?? describeEdit(first);
      return group;
    },
    finish: () => {
      if (group === undefined || !isUndoable) return;
      if (joined === undefined) steps.add(actorId, { name: undoGroup ?? group, label, changeGroup: group });
      else steps.join(actorId, joined, edit.label);
    },
  };
}
