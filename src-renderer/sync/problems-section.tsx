import { useRef } from 'react';

import { problemKinds } from '#shared/sync/sync-api.ts';
import type { ProblemKind, SyncProblem } from '#shared/sync/sync-api.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { useRecords } from '../live/use-records.ts';
import { ProblemCard } from './problem-card.tsx';
import { countText, problemHeadings } from './sync-texts.ts';
import type { ServerSync } from './sync-texts.ts';

export type ProblemsSectionProps = {
  readonly problems: readonly SyncProblem[];
  /** Of each kind all that there are; not all may be shown. */
  readonly counts: ServerSync['problems'];
};

/** What became of one's edits otherwise than one meant, the gravest kind first. */
export function ProblemsSection({ problems, counts }: ProblemsSectionProps) {
  const { userId } = useAppInfo();
  const { records: users } = useRecords(userEntity);
  const place = useRef<HTMLDivElement>(null);
  const names = new Map(users.map(({ id, name }) => [id, id === userId ? 'Your other device' : name]));
  async function leaveAll(kind: ProblemKind): Promise<void> {
    if ((await attempt(client.sync.leaveAll({ kind }))) === undefined) return;
    showDone(`Taken off the list: ${problemHeadings[kind].toLowerCase()}`);
    place.current?.focus();
  }

  return (
    <div ref={place} tabIndex={-1} className="sync-problems">
      {problemKinds.map((kind) => {
        const ofKind = problems.filter((problem) => problem.kind === kind);
        if (ofKind.length === 0) return null;
        return (
          <section key={kind} className="settings-section" aria-labelledby={`sync-${kind}`}>
            <div className="settings-head">
              <h2 id={`sync-${kind}`}>{problemHeadings[kind]}</h2>
              <span className="sync-actions">
                <span className="settings-text num">{countText(Math.max(counts[kind] ?? 0, ofKind.length))}</span>
                <Button
                  look="quiet"
                  aria-label={`${leaveAllText(kind)}: ${problemHeadings[kind]}`}
                  onClick={() => void leaveAll(kind)}
                >
                  {leaveAllText(kind)}
                </Button>
              </span>
            </div>
            <ul className="sync-cards" aria-labelledby={`sync-${kind}`}>
              {ofKind.map((problem) => (
                <ProblemCard
                  key={problem.id}
                  problem={problem}
                  actorName={names.get(problem.actorId ?? '') ?? 'Somebody'}
                  // The card goes with its buttons; the keyboard stays on the list.
                  onSettled={() => place.current?.focus()}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function leaveAllText(kind: ProblemKind): string {
  return kind === 'superseded' || kind === 'overwritten' ? 'Leave all' : 'Discard all';
}
