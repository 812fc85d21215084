// What tests of tables in files stand on: a folder for them, Parquet files of any type, and how to tell what was read.
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { onTestFinished } from 'vitest';

import type { TableFormat } from '#shared/functions/table-format.ts';
import { valueToPlainJson } from '#shared/values/plain-json.ts';
import { columnValues } from '#shared/values/value.ts';
import type { NamedColumn, TableValue } from '#shared/values/value.ts';

import { exportTable } from './export-table.ts';
import { readTable } from './read-table.ts';
import { tableToArrow } from './table-file.ts';
import { createTablePages } from './table-pages.ts';

/** Files of tables, in a folder that goes with the test. */
export function setupTableFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-exchange-'));
  const pages = createTablePages();
  onTestFinished(async () => {
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    write: (name: string, content: Uint8Array | string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    /** As the window saves it. */
    save: async (table: TableValue, format: TableFormat): Promise<string> => {
      const kept = path.join(folder, 'kept');
      writeFileSync(kept, Buffer.concat(await tableToArrow(table)));
      const columns = [...(table.index ?? []), ...table.columns].map(({ name, column }) => ({
        name,
        type: column.type,
      }));
      const pieces: Uint8Array[] = [];
      for await (const piece of exportTable({ pages, path: kept, columns }, format)) pieces.push(piece);
      const file = path.join(folder, `saved.${format}`);
      writeFileSync(file, Buffer.concat(pieces));
      return file;
    },
  };
}

/** The table of a file that is expected to be one. */
export async function readIn(file: string): Promise<TableValue> {
  const read = await readTable(file);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

/** Name, type and cells of a column, as plain JSON. */
export function tell({ name, column }: NamedColumn) {
  return [name, column.type, columnValues(column).map(valueToPlainJson)];
}

const base = { repetition_type: 'OPTIONAL' } as const;

type Made = { readonly element: Omit<SchemaElement, 'name' | 'repetition_type'>; readonly data: ColumnSource['data'] };

/** Every column may have missing cells. */
export function parquetOf(
  columns: { readonly [name: string]: Made },
  options: Pick<Parameters<typeof parquetWriteBuffer>[0], 'kvMetadata' | 'codec' | 'compressors'> = {},
) {
  const entries = Object.entries(columns);
  return new Uint8Array(
    parquetWriteBuffer({
      ...options,
      schema: [
        { name: 'root', num_children: entries.length },
        ...entries.map(([name, { element }]) => ({ ...base, ...element, name })),
      ],
      columnData: entries.map(([name, { data }]) => ({ name, data })),
    }),
  );
}

/** Files of the folder that this process, its threads included, has open; nothing where the system does not say. */
export function openFilesIn(folder: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(folder) ? [target] : [];
    } catch {
      return []; // That of the folder itself, which is closed by now.
    }
  });
}
