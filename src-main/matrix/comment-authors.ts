import { commentEntity } from '#shared/matrix/matrix-entities.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';

import type { StoreReader } from '../store/store.ts';
import { EditRefusal } from './edit-model.ts';
import type { EditScope } from './edit-model.ts';

/** What is said of a project is said by whoever says it: nobody speaks in another's name, or changes another's words. */
export function refuseOthersWords(store: StoreReader, { actor, access }: EditScope, edits: readonly ModelEdit[]): void {
  for (const edit of edits) {
    if (edit.entity !== commentEntity.name) continue;
    if (edit.kind === 'create') {
      if (edit.fields['authorId'] !== actor.userId) refuse('a comment is written in your own name');
      continue;
    }
    const comment = store.find(commentEntity, edit.id);
    if (comment === undefined || comment.authorId === actor.userId) continue;
    if (edit.kind === 'patch' && 'body' in edit.fields) refuse('only who wrote a comment changes its words');
    if (edit.kind === 'remove' && access.role !== 'owner')
      refuse('only who wrote a comment, or an owner of the project, deletes it');
  }
}

function refuse(problem: string): never {
  throw new EditRefusal({ kind: 'edit-refused', problems: [problem] });
}
