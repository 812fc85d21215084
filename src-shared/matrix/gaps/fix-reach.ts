import type { EditsFix, FixDeps, GapFix } from './gap-fix.ts';
import { reachedObjects } from './gap-relationships.ts';
import type { Gap } from './gap.ts';
import { objectName } from './gap-texts.ts';
import { createModelIndex } from '../model-index.ts';
import { patchEdit } from '../model-edits.ts';

/** Links that are offered; an object with more neighbours is linked in the matrix. */
const linksMax = 8;

/** Fixes of R8: a link from a page that one comes to, or a page to begin with. */
export function fixReach({ model }: FixDeps, { id }: Gap): readonly GapFix[] {
  const object = model.tables.object.get(id);
  if (object === undefined) return [];
  const isReached = reachedObjects(createModelIndex(model));
  const links = (model.relationshipsByObject.get(id) ?? []).flatMap((relationship): readonly EditsFix[] => {
    const isTarget = relationship.targetObjectId === id;
    const otherId = isTarget ? relationship.sourceObjectId : relationship.targetObjectId;
    if (isReached[model.objectIndexById.get(otherId) ?? -1] !== 1) return [];
    const other = objectName(model, otherId);
    const [nesting, navigates] = isTarget
      ? (['sourceNesting', 'sourceNavigates'] as const)
      : (['targetNesting', 'targetNavigates'] as const);
    const patch = relationship[nesting] === 'none' ? { [nesting]: 'link', [navigates]: true } : { [navigates]: true };
    const edits = [patchEdit('relationship', relationship.id, patch)];
    return [{ kind: 'edits', label: `Link it from ${other}`, undoLabel: `Link ${object.name} from ${other}`, edits }];
  });
  return [
    ...links.slice(0, linksMax),
    {
      kind: 'edits',
      label: 'One begins there',
      undoLabel: `${object.name} is a core object`,
      edits: [patchEdit('object', id, { objectType: 'core' })],
    },
  ];
}
