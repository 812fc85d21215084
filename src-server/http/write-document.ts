import { z } from 'zod';

import { serverApi } from '#shared/server-api.ts';

import { apiDocument } from './api-document.ts';

/** The API's document as bytes of JSON. */
export async function writeDocument(version: unknown): Promise<Uint8Array> {
  return new TextEncoder().encode(JSON.stringify(await apiDocument(serverApi, z.string().parse(version))));
}
