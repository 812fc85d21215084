/*
 * What travels between a device and the server, and to which scope a record belongs: the unit in which records come to a
 * device and go from it again.
 */
import { assert } from '../base/assert.ts';
import type { AnyEntity, AnyRecord, Scope } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import { hasClocks } from '../schema/table-sql.ts';
import type { SyncScope } from './sync-protocol.ts';

/** Scopes whose records a device writes. Those of the tenant itself (who is in it, with which roles) the server alone writes. */
const pushedScopes: ReadonlySet<Scope> = new Set<Scope>(['user', 'workspace', 'project']);

/** Fields that each side computes from the stamps. */
const derivedFields: ReadonlySet<string> = new Set(['createdAt', 'updatedAt']);

export function isSyncedEntity(entity: AnyEntity): boolean {
  return hasClocks(entity);
}

export function mayPushEntity(entity: AnyEntity): boolean {
  return pushedScopes.has(entity.scope);
}

/** Whether a field is told at all: not what stays on the server, what nobody reads any more, or what follows from stamps. */
export function isSentField(name: string, field: Field<unknown>): boolean {
  return !derivedFields.has(name) && !field.isServerOnly && field.kind !== 'retired';
}

/** A workspace and a project open the scope that bears their id; everything else lies in the scope that its ids name. */
export function scopeOfRecord(entity: AnyEntity, record: AnyRecord): SyncScope {
  if (entity.name === 'project') return { kind: 'project', id: record.id };
  switch (entity.scope) {
    case 'user':
      return { kind: 'user', id: idIn(record, 'userId') };
    case 'workspace':
      return { kind: 'workspace', id: idIn(record, 'workspaceId') };
    case 'project':
      return { kind: 'project', id: idIn(record, 'projectId') };
    case 'tenant':
      return { kind: 'tenant', id: idIn(record, 'tenantId') };
    case 'device':
    case 'server':
      throw new Error(`${entity.name} does not synchronise`);
  }
}

/** The field whose value is the id of the scope that a record of the entity is in. For queries. */
export function scopeField(entity: AnyEntity): { readonly kind: SyncScope['kind']; readonly field: string } {
  if (entity.name === 'project') return { kind: 'project', field: 'id' };
  assert(entity.scope !== 'device' && entity.scope !== 'server', `${entity.name} does not synchronise`);
  return { kind: entity.scope, field: `${entity.scope}Id` };
}

export function isSameScope(left: SyncScope, right: SyncScope): boolean {
  return left.kind === right.kind && left.id === right.id;
}

/** Field names that say where a record belongs: set at its creation, the same for ever, and checked against who writes. */
export function reachFields(entity: AnyEntity): readonly string[] {
  const names = ['tenantId', 'workspaceId', 'projectId'].filter((name) => Object.hasOwn(entity.fields, name));
  return entity.scope === 'user' ? [...names, 'userId'] : names;
}

function idIn(record: AnyRecord, field: string): string {
  const id = record[field];
  assert(typeof id === 'string', `A record ${record.id} has no ${field}`);
  return id;
}
