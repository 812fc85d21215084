import type { Act } from '../rpc/server-call.ts';
import type { BlobRow } from './blob-rows.ts';
import type { Named } from './find-named.ts';

/** What is done with the bytes of a record, for the audit: as what they are called there, and how many they are. */
export function blobAct(
  action: string,
  { entity, record }: Pick<Named, 'entity' | 'record'>,
  { sha256, sizeBytes }: Pick<BlobRow, 'sha256' | 'sizeBytes'>,
): Act {
  const { name } = record;
  return {
    action,
    resourceType: entity.name,
    resourceId: record.id,
    details: { ...(typeof name === 'string' ? { name } : {}), bytes: sizeBytes, sha256 },
  };
}
