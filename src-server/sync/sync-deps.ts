import type { AnyEntity } from '#shared/schema/entity.ts';

import type { SecuritySchema } from '../db/row-rules.ts';
import type { NewsBoard } from './news-board.ts';

export type SyncDeps = {
  readonly schema: SecuritySchema;
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly schemaVersion: number;
  readonly newId: () => string;
  readonly news: NewsBoard;
  /** How much a page has: of changes, and of a snapshot's records, parsed or as texts. */
  readonly pages: { readonly changesMax: number; readonly recordsMax: number; readonly rowsMax: number };
};
