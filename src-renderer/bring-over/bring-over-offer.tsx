import './bring-over.css';

import { useEffect, useState } from 'react';

import type { BringOverList } from '#shared/bring-over/bring-over-api.ts';

import { client } from '../rpc/client.ts';
import { useSyncState } from '../sync/use-sync.ts';
import { Button } from '../ui/button.tsx';
import { bringOverPath, goTo } from '../workspaces/paths.ts';
import { readPreference } from '../workspaces/preferences.ts';
import { answeredKey, noteAnswer } from './bring-over-actions.ts';

/** After a sign-in, to who has made something in the personal account: that it can be brought along. Asked until it is answered. */
export function BringOverOffer() {
  const sync = useSyncState();
  const [count, setCount] = useState(0);
  const isReady = sync?.kind === 'on' && sync.activity === 'in-step' && sync.parts.whole === sync.parts.all;
  useEffect(() => {
    if (!isReady || readPreference(answeredKey) !== undefined) return;
    const stop = new AbortController();
    client.bringOver.list(undefined, { signal: stop.signal }).then(
      (list) => {
        if (!stop.signal.aborted) setCount(countOffered(list));
      },
      // Nobody has asked for it: the page tells what keeps it from being looked at.
      () => undefined,
    );
    return () => stop.abort();
  }, [isReady]);
  if (count === 0) return null;

  function answer(isWanted: boolean): void {
    setCount(0);
    noteAnswer();
    if (isWanted) goTo(bringOverPath);
  }

  return (
    <section className="bring-over-offer" aria-labelledby="bring-over-offer">
      <h2 id="bring-over-offer">
        Your personal account has {count === 1 ? 'a workspace' : `${String(count)} workspaces`} on this device
      </h2>
      <p className="settings-text">Copies can be brought to this account, now or later from the list of workspaces.</p>
      <div className="bring-over-actions">
        <Button look="primary" onClick={() => answer(true)}>
          Choose what to bring…
        </Button>
        <Button onClick={() => answer(false)}>Not now</Button>
      </div>
    </section>
  );
}

function countOffered({ workspaces, obstacle }: BringOverList): number {
  if (obstacle !== null) return 0;
  return workspaces.filter(
    ({ isUntouched, copies, obstacle: own }) => !isUntouched && copies.length === 0 && own === null,
  ).length;
}
