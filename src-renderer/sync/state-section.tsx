import type { ConnectionState } from '#shared/access/connection-api.ts';
import type { SyncDetails } from '#shared/sync/sync-api.ts';

import { AwayButton } from '../access/away-button.tsx';
import { awayTitle, detailsOf } from '../access/connection-texts.ts';
import type { AwayState } from '../access/connection-texts.ts';
import { momentText } from '../access/moment-texts.ts';
import { useConnection } from '../access/use-connection.ts';
import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { LoadProgress } from './load-progress.tsx';
import { countText, refusedCount, stateSentences, statusWords, waitingSentences } from './sync-texts.ts';
import type { ServerSync } from './sync-texts.ts';

const titles: { readonly [activity in ServerSync['activity']]: string } = {
  'in-step': 'In step',
  working: 'Getting in step',
  away: 'The server is away',
  paused: 'Paused',
  stuck: 'Not in step',
  'read-only': 'Only reading',
  suspended: 'Only reading',
};

export type StateSectionProps = { readonly state: ServerSync; readonly scopes: SyncDetails['scopes'] };

export function StateSection({ state, scopes }: StateSectionProps) {
  const { activity, lastContactAt } = state;
  const connection = useConnection();
  const isPaused = activity === 'paused';
  // Why it is away, and what can be done about it, the connection knows better.
  const away = activity === 'away' ? awayOf(connection) : undefined;
  const { mark } = statusWords(state);
  return (
    <section className="settings-section" aria-labelledby="sync-state">
      <div className="settings-head">
        <h2 id="sync-state" className="sync-title">
          <span className={`dot${mark === null ? '' : ` dot-${mark}`}`} aria-hidden />
          {away === undefined ? titleOf(state) : awayTitle(away)}
        </h2>
        <div className="sync-actions">
          {isPaused || away !== undefined ? null : (
            <Button look="quiet" onClick={() => void attempt(client.sync.syncNow())}>
              Synchronise now
            </Button>
          )}
          {away === undefined ? null : <AwayButton state={away} />}
          <Button
            look={isPaused ? 'primary' : 'default'}
            onClick={() => void attempt(client.sync.pause({ isPaused: !isPaused }))}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </div>
      </div>
      <p className="settings-text">
        {(away === undefined ? stateSentences(state) : [...detailsOf(away), ...waitingSentences(state)]).join(' ')}
      </p>
      {state.parts.whole < state.parts.all ? <LoadProgress parts={state.parts} scopes={scopes} /> : null}
      <p className="settings-text">
        {lastContactAt === null
          ? 'The server has not been heard yet.'
          : `Last heard of the server ${momentText(lastContactAt)}.`}
      </p>
    </section>
  );
}

function titleOf(state: ServerSync): string {
  const refused = refusedCount(state);
  if (state.activity !== 'in-step' || refused === 0) return titles[state.activity];
  return `${countText(refused)} ${refused === 1 ? 'edit' : 'edits'} not taken`;
}

function awayOf(connection: ConnectionState | undefined): AwayState | undefined {
  if (connection === undefined || connection.kind === 'none' || connection.kind === 'connected') return undefined;
  // That takes a moment, and nobody can do anything about it.
  return connection.kind === 'connecting' ? undefined : connection;
}
