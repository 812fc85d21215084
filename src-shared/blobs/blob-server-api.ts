/*
 * Bytes that records name, as a device sends them to its server and fetches them from it: by a record that names them. Whoever only
 * knows a SHA-256 is answered as for bytes that there are not.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { chunkBody, idSchema, serverCall } from '../rpc/server-contract.ts';
import { chunksMax, lookedAtMax, sha256Pattern } from './blob-chunks.ts';

const sha256Schema = z.string().regex(sha256Pattern);
const entitySchema = z.string().regex(/^[A-Za-z]{1,60}$/);
const sizeSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Bytes, by a record that names them. */
const namedBlob = { entity: entitySchema, recordId: idSchema, sha256: sha256Schema };
export const namedBlobSchema = z.object(namedBlob);
export type NamedBlob = z.infer<typeof namedBlobSchema>;

// Over HTTP a number in an address arrives as text.
const chunkNumberSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const encodingHeader = z.object({ 'content-encoding': z.string().max(100).optional() }).optional();

export const blobStateSchema = z.discriminatedUnion('kind', [
  /** No record names it that there is for this person. */
  z.object({ kind: z.literal('unknown') }),
  /** It is not here whole. `held` are the first and last numbers of the chunks that this person has sent of it. */
  z.object({
    kind: z.literal('missing'),
    maySend: z.boolean(),
    held: z.array(z.tuple([z.number(), z.number()])).max(chunksMax),
  }),
  z.object({ kind: z.literal('whole'), sizeBytes: z.number() }),
]);
export type BlobServerState = z.infer<typeof blobStateSchema>;

const sendFailures = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('blob-too-large'), bytesMax: z.number() }),
  /** All that the organisation's records may name together. Records themselves go on being synchronised. */
  z.object({ kind: z.literal('blobs-full'), bytesMax: z.number() }),
  /** What came is not what was said of it: it was changed on its way, or has another place or length. */
  z.object({ kind: z.literal('chunk-refused'), problem: z.string() }),
  /** All chunks came, and together they are something else than their name says: they are dropped, and can be sent anew. */
  z.object({ kind: z.literal('blob-differs') }),
  z.object({ kind: z.literal('blob-incomplete'), missing: z.number() }),
  /** So many others of this person have begun and not come to an end. */
  z.object({ kind: z.literal('blobs-unfinished'), countMax: z.number() }),
]);
export type SendFailure = z.infer<typeof sendFailures>;

export const chunkDigestHeader = 'chunk-digest';

export const blobServerApi = {
  room: serverCall(
    {
      method: 'GET',
      path: '/blobs/room',
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: 'How many bytes the records of the organisation name together, and how many they may.',
    },
    noFailures,
  )
    .input(z.object({}))
    .output(z.object({ bytes: z.number(), bytesMax: z.number() })),
  look: serverCall(
    {
      method: 'POST',
      path: '/blobs/look',
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: 'Of bytes that records name: whether they are here, and which chunks have come already.',
    },
    noFailures,
  )
    .input(z.object({ blobs: z.array(namedBlobSchema).min(1).max(lookedAtMax) }))
    .output(z.object({ blobs: z.array(blobStateSchema) })),
  put: serverCall(
    {
      method: 'PUT',
      path: chunkBody.path,
      demand: 'signed-in',
      isForPeople: true,
      inputStructure: 'detailed',
      summary:
        'Takes one chunk of the bytes that a record names, packed with zstd where its content-encoding says so. The same chunk may come again.',
    },
    sendFailures,
  )
    .input(
      z.object({
        params: z.object({ ...namedBlob, number: chunkNumberSchema }),
        /** The SHA-256 of the chunk as it is unpacked, and how many bytes there are in all. */
        query: z.object({ digest: sha256Schema, sizeBytes: sizeSchema }),
        headers: encodingHeader,
        body: z.file(),
      }),
    )
    .output(z.object({ isWhole: z.boolean() })),
  finish: serverCall(
    {
      method: 'POST',
      path: '/blobs/{entity}/{recordId}/{sha256}/finish',
      demand: 'signed-in',
      isForPeople: true,
      summary: 'Says that all chunks were sent. They are held against their name; from then on others can fetch them.',
    },
    sendFailures,
  )
    .input(namedBlobSchema.extend({ sizeBytes: sizeSchema }))
    .output(z.object({})),
  fetch: serverCall(
    {
      method: 'GET',
      path: chunkBody.path,
      demand: 'signed-in',
      isForPeople: true,
      inputStructure: 'detailed',
      outputStructure: 'detailed',
      summary: 'One chunk of the bytes that a record names, packed with zstd where the client takes that.',
    },
    noFailures,
  )
    .input(
      z.object({
        params: z.object({ ...namedBlob, number: chunkNumberSchema }),
        headers: z.object({ 'accept-encoding': z.string().max(1000).optional() }).optional(),
      }),
    )
    .output(
      z.object({
        headers: z.object({
          /** The SHA-256 of the chunk as it is unpacked. */
          [chunkDigestHeader]: sha256Schema,
          'content-encoding': z.string().optional(),
        }),
        body: z.file(),
      }),
    ),
};
