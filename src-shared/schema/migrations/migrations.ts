import { firstWorkbench } from './0001-first-workbench.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [firstWorkbench];
