import { Progress } from '@mantine/core';

import type { SyncDetails } from '#shared/sync/sync-api.ts';

import type { ServerSync } from './sync-texts.ts';

export type LoadProgressProps = {
  readonly parts: ServerSync['parts'];
  readonly scopes: SyncDetails['scopes'];
};

/** How far what the person may see has been fetched: by parts, of which one can be large, and so by records too. */
export function LoadProgress({ parts: { whole, all }, scopes }: LoadProgressProps) {
  const percent = all === 0 ? 0 : Math.floor((100 * whole) / all);
  const records = scopes.reduce((sum, scope) => sum + scope.records, 0);
  return (
    <div className="sync-load">
      <Progress value={percent} size="sm" aria-label="How much has been fetched" />
      <span className="settings-text num">
        {percent} %, {records.toLocaleString()} {records === 1 ? 'record' : 'records'} so far
      </span>
    </div>
  );
}
