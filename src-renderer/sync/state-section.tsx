import type { SyncDetails } from '#shared/sync/sync-api.ts';

import { momentText } from '../access/moment-texts.ts';
import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { LoadProgress } from './load-progress.tsx';
import { stateSentences, statusWords } from './sync-texts.ts';
import type { ServerSync } from './sync-texts.ts';

const titles: { readonly [activity in ServerSync['activity']]: string } = {
  'in-step': 'In step',
  working: 'Getting in step',
  away: 'The server is away',
  paused: 'Paused',
  stuck: 'Not in step',
  'read-only': 'Only reading',
};

export type StateSectionProps = { readonly state: ServerSync; readonly scopes: SyncDetails['scopes'] };

export function StateSection({ state, scopes }: StateSectionProps) {
  const { activity, lastContactAt } = state;
  const isPaused = activity === 'paused';
  const { mark } = statusWords(state);
  return (
    <section className="settings-section" aria-labelledby="sync-state">
      <div className="settings-head">
        <h2 id="sync-state" className="sync-title">
          <span className={`dot${mark === null ? '' : ` dot-${mark}`}`} aria-hidden />
          {titles[activity]}
        </h2>
        <div className="sync-actions">
          {isPaused ? null : (
            <Button look="quiet" onClick={() => void attempt(client.sync.syncNow())}>
              Synchronise now
            </Button>
          )}
          <Button
            look={isPaused ? 'primary' : 'default'}
            onClick={() => void attempt(client.sync.pause({ isPaused: !isPaused }))}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </div>
      </div>
      <p className="settings-text">{stateSentences(state).join(' ')}</p>
      {state.parts.whole < state.parts.all ? <LoadProgress parts={state.parts} scopes={scopes} /> : null}
      <p className="settings-text">
        {lastContactAt === null
          ? 'The server has not been heard yet.'
          : `Last heard of the server ${momentText(lastContactAt)}.`}
      </p>
    </section>
  );
}
