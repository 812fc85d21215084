import { useEffect, useState } from 'react';

import type { OldHistory } from '#shared/workspaces/workspace-api.ts';

import { client } from '../rpc/client.ts';
import { showFailure } from './tell-failure.ts';

/** What a workspace would lose; or that it is being counted, or that it could not be. */
export type OldHistoryCount = OldHistory | 'counting' | 'failed';

const typingPauseMs = 250; // Whoever types 90 does not want to know about 9.

/** Counts what is older than so many days, anew when they change. Without days nothing is older. */
export function useOldHistory(workspaceId: string, historyDays: number | null): OldHistoryCount {
  const [counted, setCounted] = useState<{ readonly days: number; readonly old: OldHistory | 'failed' }>();
  useEffect(() => {
    if (historyDays === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    async function count(days: number): Promise<void> {
      try {
        const old = await client.workspaces.countOldHistory({ workspaceId, historyDays: days }, { signal });
        if (!signal.aborted) setCounted({ days, old });
      } catch (error) {
        if (signal.aborted) return;
        showFailure(error);
        setCounted({ days, old: 'failed' });
      }
    }
    const timer = setTimeout(() => void count(historyDays), typingPauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [workspaceId, historyDays]);
  if (historyDays === null) return { changes: 0, runs: 0 };
  return counted?.days === historyDays ? counted.old : 'counting';
}
