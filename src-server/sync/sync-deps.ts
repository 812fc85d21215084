import type { AnyEntity } from '#shared/schema/entity.ts';

import type { SecuritySchema } from '../db/row-rules.ts';

export type SyncDeps = {
  readonly schema: SecuritySchema;
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly schemaVersion: number;
  readonly newId: () => string;
};
