/* The checks of the calls to action's round: C1 to C8. */
import type { AddGap } from './gap.ts';
import type { CtaRecord } from '../cta-entities.ts';
import type { ObjectRecord } from '../object-entities.ts';
import type { ModelIndex } from '../model-index.ts';

export function checkCtas({ model, objects }: ModelIndex, add: AddGap): void {
  const usedRoles = new Set<string>();
  for (const object of objects) {
    const ctas = model.ctasByObject.get(object.id) ?? [];
    if (ctas.length === 0) add('C1', object.id);
    else if (!hasCreatePath(object, ctas)) add('C5', object.id);
    const primariesByRole = new Map<string, number>();
    for (const cta of ctas) {
      if (cta.userStory.trim() === '') add('C3', cta.id);
      if (cta.acceptanceCriteria.trim() === '') add('C6', cta.id);
      const roleIds = model.roleIdsByCta.get(cta.id);
      if (roleIds === undefined) add('C2', cta.id);
      for (const roleId of roleIds ?? []) {
        usedRoles.add(roleId);
        primariesByRole.set(roleId, (primariesByRole.get(roleId) ?? 0) + (cta.tier === 'primary' ? 1 : 0));
      }
    }
    for (const [roleId, primaryCount] of primariesByRole) {
      if (primaryCount === 0) add('C4', object.id, roleId);
      if (primaryCount > 1) add('C8', object.id, roleId);
    }
  }
  for (const { id } of model.roles) if (!usedRoles.has(id)) add('C7', id);
}

/** What comes from elsewhere is not made here. */
function hasCreatePath({ objectType }: ObjectRecord, ctas: readonly CtaRecord[]): boolean {
  return objectType === 'external' || ctas.some(({ kind }) => kind === 'create');
}
