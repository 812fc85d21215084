/*
 * The cells of the matrix of calls to action under a filter: by object, by role, in the object's rank.
 */
import { foldName } from '../fold-name.ts';
import { isStoryMissing } from './cta-rules.ts';
import type { CtaKind } from './cta-rules.ts';
import type { CtaRecord, priorities } from '../cta-entities.ts';
import type { ProjectModel } from '../project-model.ts';

export type Priority = (typeof priorities)[number];

/** Null lets everything through. `roleId` is empty for those without a role. */
export type CtaFilter = {
  readonly roleId: string | null;
  readonly kind: CtaKind | null;
  readonly phase: string | null;
  readonly priority: Priority | null;
  readonly isStoryMissing: boolean;
  /** Typed freely; each of them is in the call to action's own words, its object or one of its roles. */
  readonly words: string;
};

export const everyCta: CtaFilter = {
  roleId: null,
  kind: null,
  phase: null,
  priority: null,
  isStoryMissing: false,
  words: '',
};

export function isFiltered(filter: CtaFilter): boolean {
  return Object.entries(filter).some(([, value]) => value !== null && value !== false && value !== '');
}

export function passesFilter(model: ProjectModel, filter: CtaFilter, cta: CtaRecord): boolean {
  const roles = model.roleIdsByCta.get(cta.id);
  return (
    (filter.roleId === null ||
      (filter.roleId === '' ? (roles?.size ?? 0) === 0 : roles?.has(filter.roleId) === true)) &&
    (filter.kind === null || cta.kind === filter.kind) &&
    (filter.phase === null || cta.phase === filter.phase) &&
    (filter.priority === null || cta.priority === filter.priority) &&
    (!filter.isStoryMissing || isStoryMissing(cta)) &&
    (filter.words === '' || hasWords(model, cta, filter.words))
  );
}

function hasWords(model: ProjectModel, cta: CtaRecord, words: string): boolean {
  const roles = model.roles.filter(({ id }) => model.roleIdsByCta.get(cta.id)?.has(id) === true);
  const parts = [
    cta.name,
    model.tables.object.get(cta.objectId)?.name ?? '',
    ...roles.map(({ name }) => name),
    cta.condition,
    cta.userStory,
    cta.acceptanceCriteria,
  ];
  const text = foldName(parts.join(' '));
  return foldName(words)
    .split(' ')
    .every((word) => text.includes(word));
}

/** By object, then by role; the empty id is the column without a role. Cells without a call to action are left out. */
export type CtaCells = ReadonlyMap<string, ReadonlyMap<string, readonly CtaRecord[]>>;

export function ctaCells(model: ProjectModel, filter: CtaFilter): CtaCells {
  const cells = new Map<string, ReadonlyMap<string, readonly CtaRecord[]>>();
  for (const [objectId, ctas] of model.ctasByObject) {
    const byRole = new Map<string, CtaRecord[]>();
    for (const cta of ctas) {
      if (!passesFilter(model, filter, cta)) continue;
      const roles = model.roleIdsByCta.get(cta.id);
      for (const roleId of roles === undefined || roles.size === 0 ? [''] : roles) {
        const cell = byRole.get(roleId);
        if (cell === undefined) byRole.set(roleId, [cta]);
        else cell.push(cta);
      }
    }
    cells.set(objectId, byRole);
  }
  return cells;
}

/** All that pass, grouped as the cards are printed: objects in their order, each one's calls to action by rank. */
export function ctasInOrder(model: ProjectModel, filter: CtaFilter = everyCta): readonly CtaRecord[] {
  return model.objects.flatMap(({ id }) =>
    (model.ctasByObject.get(id) ?? []).filter((cta) => passesFilter(model, filter, cta)),
  );
}
