import { useRef } from 'react';

import { problemKinds } from '#shared/sync/sync-api.ts';
import type { SyncProblem } from '#shared/sync/sync-api.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { useRecords } from '../live/use-records.ts';
import { ProblemCard } from './problem-card.tsx';
import { problemHeadings } from './sync-texts.ts';

/** What became of one's edits otherwise than one meant, the gravest kind first. */
export function ProblemsSection({ problems }: { readonly problems: readonly SyncProblem[] }) {
  const { records: users } = useRecords(userEntity);
  const place = useRef<HTMLDivElement>(null);
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return (
    <div ref={place} tabIndex={-1} className="sync-problems">
      {problemKinds.map((kind) => {
        const ofKind = problems.filter((problem) => problem.kind === kind);
        if (ofKind.length === 0) return null;
        return (
          <section key={kind} className="settings-section" aria-labelledby={`sync-${kind}`}>
            <div className="settings-head">
              <h2 id={`sync-${kind}`}>{problemHeadings[kind]}</h2>
              <span className="settings-text num">{ofKind.length}</span>
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
