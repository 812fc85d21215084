import { z } from 'zod';

import { functionPath, workspacePath } from '../workspaces/paths.ts';
import { readPreference, savePreference } from '../workspaces/preferences.ts';

const key = 'last-place';
const placeSchema = z.object({ workspaceId: z.string(), functionId: z.string().nullable() });
export type LastPlace = z.infer<typeof placeSchema>;

/** Where the person was last. */
export function readLastPlace(): LastPlace | undefined {
  const kept = placeSchema.safeParse(readPreference(key));
  return kept.success ? kept.data : undefined;
}

export function keepLastPlace(place: LastPlace): void {
  savePreference(key, place);
}

/** The functions of a workspace, at the one that was open last in it. */
export function functionsPath(workspaceId: string): string {
  const last = readLastPlace();
  if (last?.workspaceId !== workspaceId || last.functionId === null) return workspacePath(workspaceId);
  return functionPath(workspaceId, last.functionId);
}
