import { useMemo, useSyncExternalStore } from 'react';

import type { ApiClient, ApiOutputs } from '#shared/features.ts';

import { createAudience, during } from '../../live/audience.ts';
import { pause } from '../../live/pause.ts';
import { client } from '../../rpc/client.ts';

export type CoverageHistory = ApiOutputs['changes']['coverage'];
export type CoverageHistoryState = { readonly history: CoverageHistory | null; readonly problem: unknown };

/** The past does not change, and its last point moves slowly: it is counted again this long after a change, at the earliest. */
const renewAfterMs = 5000;

/** How coverage went; null until the core has counted it. */
export function useCoverageHistory(projectId: string): CoverageHistoryState {
  const source = useMemo(() => createSource(client, projectId), [projectId]);
  return useSyncExternalStore(source.subscribe, source.getSnapshot);
}

type Source = {
  readonly getSnapshot: () => CoverageHistoryState;
  readonly subscribe: (onChange: () => void) => () => void;
};

function createSource({ changes }: Pick<ApiClient, 'changes'>, projectId: string): Source {
  let state: CoverageHistoryState = { history: null, problem: null };
  const audience = createAudience(during(keep));

  function show(next: CoverageHistoryState): void {
    state = next;
    audience.tell();
  }

  async function keep(signal: AbortSignal): Promise<void> {
    try {
      let shown: number | undefined;
      for await (const version of await changes.watch({ projectId }, { signal })) {
        if (version === shown) continue;
        shown = version;
        show({ history: await changes.coverage({ projectId }, { signal }), problem: null });
        await pause(renewAfterMs, signal);
      }
    } catch (problem) {
      if (!signal.aborted) show({ ...state, problem });
    }
  }

  return { getSnapshot: () => state, subscribe: audience.subscribe };
}
