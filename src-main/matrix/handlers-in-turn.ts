/* Every call that writes to a project, waiting for its turn: see project-turns.ts. */
import type { changeApi } from '#shared/matrix/changes/change-api.ts';
import type { sourceTextApi } from '#shared/matrix/foraging/source-text-api.ts';
import type { projectApi } from '#shared/matrix/project-api.ts';
import type { undoApi } from '#shared/records/undo-api.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import type { ProjectTurns } from './project-turns.ts';

export function projectsInTurn(
  { inTurn }: ProjectTurns,
  handlers: HandlersOf<typeof projectApi>,
): HandlersOf<typeof projectApi> {
  return {
    ...handlers,
    edit: (given, context) => inTurn(given.projectId, () => handlers.edit(given, context)),
    change: (given, context) => inTurn(given.projectId, () => handlers.change(given, context)),
    remove: (given, context) => inTurn(given.projectId, () => handlers.remove(given, context)),
  };
}

export function changesInTurn(
  { inTurn }: ProjectTurns,
  handlers: HandlersOf<typeof changeApi>,
): HandlersOf<typeof changeApi> {
  return {
    ...handlers,
    revert: (given, context) => inTurn(given.projectId, () => handlers.revert(given, context)),
  };
}

export function textsInTurn(
  { inTurn }: ProjectTurns,
  handlers: HandlersOf<typeof sourceTextApi>,
): HandlersOf<typeof sourceTextApi> {
  return {
    ...handlers,
    save: (given, context) => inTurn(given.projectId, () => handlers.save(given, context)),
  };
}

/** Which project the last step was of is not known before it is undone. */
export function undoInTurn({ inTurn }: ProjectTurns, handlers: HandlersOf<typeof undoApi>): HandlersOf<typeof undoApi> {
  return {
    ...handlers,
    undo: (given, context) => inTurn(undefined, () => handlers.undo(given, context)),
    redo: (given, context) => inTurn(undefined, () => handlers.redo(given, context)),
  };
}
