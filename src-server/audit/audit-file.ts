/*
 * Lines of JSON in the folder of the audit, outside the database. A line that a crash cut off is passed over, and the next one
 * begins anew behind it.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

import type { z } from 'zod';

/** On disk when it returns. */
export async function appendLine(file: string, value: object): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const opened = await open(file, 'a+', 0o600);
  try {
    const { size } = await opened.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await opened.read(last, 0, 1, size - 1);
    const isCutOff = size > 0 && last.toString() !== '\n';
    await opened.appendFile(`${isCutOff ? '\n' : ''}${JSON.stringify(value)}\n`);
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** What fits the schema; empty where there is no such file. */
export async function readLines<T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      return [schema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
