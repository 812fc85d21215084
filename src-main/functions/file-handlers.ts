import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { fileApi } from '#shared/functions/function-api.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { demand } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { StoreReader } from '../store/store.ts';
import type { TableCache } from './table-cache.ts';
import { fileFailure } from './read-csv.ts';
import { resolvePath } from './prepare-call.ts';
import { wireCell } from './table-pages.ts';

export type FileDeps = {
  readonly store: StoreReader;
  readonly tableCache: TableCache;
  readonly filesFolderOf: (workspaceId: string) => string;
};

/** More entries than a person looks through; a folder of a million files must not stall the core. */
const entriesMax = 5000;

const previewRows = 20;

export function createFileHandlers({ store, tableCache, filesFolderOf }: FileDeps): HandlersOf<typeof fileApi> {
  /** The labels of the rows come first. */
  async function readTable(
    { workspaceId, path: given }: { readonly workspaceId: string; readonly path: string },
    { actor, signal }: Parameters<HandlersOf<typeof fileApi>['previewTable']>[1],
  ) {
    const allowed = demand(actor, 'file:read', store.get(workspaceEntity, workspaceId));
    if (!allowed.ok) return allowed;
    const table = await tableCache.read(resolvePath(filesFolderOf(workspaceId), given), signal);
    if (!table.ok) return table;
    const { rowCount, index = [], columns } = table.value;
    return ok({ rowCount, indexCount: index.length, columns: [...index, ...columns] });
  }

  return {
    async listFolder({ workspaceId, path: given, extensions }, { actor }) {
      const allowed = demand(actor, 'file:read', store.get(workspaceEntity, workspaceId));
      if (!allowed.ok) return allowed;
      const home = filesFolderOf(workspaceId);
      const folder = given === null ? home : resolvePath(home, given);
      try {
        if (given === null) await mkdir(home, { recursive: true });
        const parent = path.dirname(folder);
        return ok({
          path: folder,
          parent: parent === folder ? null : parent,
          entries: await listEntries(folder, extensions),
        });
      } catch (error) {
        return fail(fileFailure(folder, error));
      }
    },

    async previewTable(asked, call) {
      const table = await readTable(asked, call);
      if (!table.ok) return table;
      const { rowCount, indexCount, columns } = table.value;
      return ok({
        rowCount,
        columns: columns.map(({ name, column }) => ({
          name,
          type: column.type,
          ...(column.type === 'instant' && column.zone !== undefined ? { zone: column.zone } : {}),
        })),
        indexCount,
        rows: Array.from({ length: Math.min(previewRows, rowCount) }, (_, row) =>
          columns.map(({ column }) => wireCell(column, row)),
        ),
      });
    },

    async readTable({ rowFirst, rowCount: asked, ...place }, call) {
      const table = await readTable(place, call);
      if (!table.ok) return table;
      // The file can have become shorter since.
      const length = Math.max(0, Math.min(asked, table.value.rowCount - rowFirst));
      return ok({
        columns: table.value.columns.map(({ column }) =>
          Array.from({ length }, (_, row) => wireCell(column, rowFirst + row)),
        ),
      });
    },
  };
}

async function listEntries(folder: string, extensions: readonly string[]) {
  const endings = extensions.map((extension) => `.${extension.replace(/^\./, '').toLowerCase()}`);
  const found = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.'))
    .slice(0, entriesMax);
  const entries = await Promise.all(
    found.map(async (entry) => {
      const entryPath = path.join(folder, entry.name);
      const status = await stat(entryPath).catch(() => undefined); // A link that leads nowhere, or gone meanwhile.
      const isFolder = status?.isDirectory() ?? false;
      if (
        status === undefined ||
        (!isFolder && endings.length > 0 && !endings.some((ending) => entry.name.toLowerCase().endsWith(ending)))
      )
        return [];
      return [
        {
          name: entry.name,
          path: entryPath,
          isFolder,
          sizeBytes: isFolder ? 0 : status.size,
          modifiedAt: Math.round(status.mtimeMs),
        },
      ];
    }),
  );
  const byName = new Intl.Collator('en', { numeric: true });
  return entries.flat().toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder) || byName.compare(a.name, b.name));
}
