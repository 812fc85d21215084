import { fail, ok } from '#shared/base/result.ts';
import { accessLevel } from '#shared/matrix/access-rules.ts';
import { sourceTextEntity } from '#shared/matrix/question-entities.ts';
import { textCharsMax } from '#shared/matrix/foraging/source-text-api.ts';
import type { sourceTextApi } from '#shared/matrix/foraging/source-text-api.ts';
import { textChecksum } from '#shared/matrix/foraging/text-checksum.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { Store } from '../store/store.ts';
import { openProject } from './open-project.ts';

export type SourceTextDeps = { readonly store: Store };

export function createSourceTextHandlers({ store }: SourceTextDeps): HandlersOf<typeof sourceTextApi> {
  return {
    save({ projectId, textId, at, removedCount, inserted, baseChecksum, undoGroup }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      const { project, access } = opened.value;
      const allowed = demand(actor, 'project:edit', project);
      if (!allowed.ok) return allowed;
      if (accessLevel(access, 'texts') !== 'edit') return fail({ kind: 'text-read-only' });
      const before = store.find(sourceTextEntity, textId);
      if (before?.projectId !== projectId) return fail({ kind: 'record-missing', entity: 'sourceText', id: textId });
      const { body: stored, name, updatedAt } = before;
      const checksum = textChecksum(stored);
      if (checksum !== baseChecksum) return fail({ kind: 'text-changed', body: stored, checksum, updatedAt });
      const body = stored.slice(0, at) + inserted + stored.slice(at + removedCount);
      if (body.length > textCharsMax) return fail({ kind: 'text-too-long', charsMax: textCharsMax });
      const saved = store.write(
        { ...writtenBy(actor), undoGroup, label: `Edit the text ${name}`.slice(0, 200) },
        (tx) => tx.patch(sourceTextEntity, textId, { body }),
      );
      return ok({ checksum: textChecksum(body), updatedAt: saved.updatedAt });
    },
  };
}
