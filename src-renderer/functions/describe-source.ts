import type { FunctionVersionRecord, RunRecord } from '#shared/functions/function-entities.ts';

/** The version that was run; a draft that equals a version is that version. */
export function describeSource(
  { versionId, checksum }: Pick<RunRecord, 'versionId' | 'checksum'>,
  versions: readonly FunctionVersionRecord[],
): string {
  const version = versions.find((one) => (versionId === null ? one.checksum === checksum : one.id === versionId));
  if (version !== undefined) return version.version;
  return versionId === null ? 'Draft' : 'A version that is not on this device';
}
