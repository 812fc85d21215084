/** Who acts, and what they can do with an object. */
import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, optional, orderKey, reference, text } from '../schema/field.ts';
import { metadata, name, readAndWrite } from './model-fields.ts';

/** Who acts. */
export const projectRoleEntity = defineEntity('projectRole', {
  scope: 'project',
  fields: { name: name(), description: text(), rank: orderKey(), metadata: metadata() },
  indexes: [['projectId']],
  permissions: readAndWrite,
});
export type ProjectRoleRecord = RecordOf<typeof projectRoleEntity>;

export const priorities = ['must', 'should', 'could', 'wont'] as const;
export const tiers = ['primary', 'secondary', 'tertiary', 'quaternary'] as const;
export const ctaKinds = ['create', 'read', 'update', 'delete', 'other'] as const;

export const ctaEntity = defineEntity('cta', {
  scope: 'project',
  fields: {
    objectId: reference('object'),
    name: name(),
    description: text(),
    priority: choice(priorities),
    tier: choice(tiers),
    kind: choice(ctaKinds),
    /** The permission or state under which it is there; empty for always. */
    condition: text({ max: 10_000 }),
    phase: text({ max: 255 }),
    /** Where it is offered. */
    place: text({ max: 2000 }),
    userStory: text(),
    /** One criterion on each line, or scenarios in Given/When/Then. */
    acceptanceCriteria: text(),
    /** The registry's function that carries it out. */
    functionId: optional(reference('function')),
    /** Its rank among the object's calls to action. */
    rank: orderKey(),
    metadata: metadata(),
  },
  indexes: [['projectId'], ['objectId'], ['functionId']],
  permissions: readAndWrite,
});
export type CtaRecord = RecordOf<typeof ctaEntity>;

/** Who may do it. The id comes from call to action and role: see `idFromKey`. */
export const ctaRoleEntity = defineEntity('ctaRole', {
  scope: 'project',
  fields: {
    ctaId: reference('cta', { merge: 'fixed' }),
    projectRoleId: reference('projectRole', { merge: 'fixed' }),
  },
  indexes: [['projectId'], ['ctaId']],
  permissions: readAndWrite,
});
