/*
 * Deleted records stay in their tables as long as a change of them is in the log: whoever was away less long hears of the deletion,
 * and may write after it. With its last change a deleted record goes too. Devices that were away for longer fetch everything anew
 * and let go what the server does not bring; what they still push of it is refused, and shown to them.
 *
 * A record whose id is made of a key (a membership, a pair's review) stays deleted: somebody who was away could make it once more,
 * earlier than it was deleted, and would bring it back. It goes with its project or its workspace.
 */
import { isKeyId } from '#shared/base/id.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';

import { oldestSql } from './change-log-upkeep.ts';
import type { OwnerSql } from './server-database.ts';

/** Of the tenant itself only the server deletes, and keeps what names people. */
const deletedScopes: ReadonlySet<AnyEntity['scope']> = new Set(['user', 'workspace', 'project']);

/** Records that others are in. */
const scopeColumns: { readonly [entity: string]: string } = { project: 'project_id', workspace: 'workspace_id' };

export type TombstonesGiven = {
  readonly entities: readonly AnyEntity[];
  readonly tenantId: string;
  /** As `forgetChanges` is told, which follows and forgets the same changes. */
  readonly before: string;
};

/** Of what `forgetChanges` forgets next. Holds the tenant meanwhile; cut off in between, it is found once more. */
export async function forgetTombstones({ query }: OwnerSql, given: TombstonesGiven): Promise<void> {
  const { entities, tenantId, before } = given;
  const [head] = await query('SELECT floor FROM sync_heads WHERE tenant_id = $1 FOR UPDATE', [tenantId]);
  if (head === undefined) return;
  const [found] = await query(oldestSql, [tenantId, head['floor'], before]);
  const end = found?.['floor'];
  if (end === null || end === undefined) return;
  const rows = await query(
    `SELECT DISTINCT entity, id
     FROM sync_changes AS old
     WHERE tenant_id = $1 AND seq > $2 AND seq <= $3
       AND NOT EXISTS (
         SELECT 1
         FROM sync_changes AS young
         WHERE young.tenant_id = $1 AND young.id = old.id AND young.entity = old.entity AND young.seq > $3
       )`,
    [tenantId, head['floor'], end],
  );
  const deletable = entities.filter(({ scope }) => deletedScopes.has(scope));
  const idsByEntity = Map.groupBy(rows, (row) => String(row['entity']));
  for (const entity of deletable) {
    const ids = (idsByEntity.get(entity.name) ?? []).map((row) => String(row['id'])).filter((id) => !isKeyId(id));
    if (ids.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    const gone = await query(
      `DELETE FROM ${entity.table} WHERE tenant_id = $1 AND id = ANY ($2) AND deleted_at IS NOT NULL RETURNING id`,
      [tenantId, ids],
    );
    const column = scopeColumns[entity.name];
    if (column === undefined || gone.length === 0) continue;
    const scopeIds = gone.map((row) => String(row['id']));
    for (const inside of deletable.filter((one) => isInside(one, entity)))
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await query(`DELETE FROM ${inside.table} WHERE tenant_id = $1 AND ${column} = ANY ($2)`, [tenantId, scopeIds]);
  }
}

function isInside({ name, scope }: AnyEntity, outer: AnyEntity): boolean {
  return name !== outer.name && (scope === 'project' || (scope === 'workspace' && outer.name === 'workspace'));
}
