import type { SyncDetails } from '#shared/sync/sync-api.ts';

import { momentText } from '../access/moment-texts.ts';
import { countText, fieldText, recordText } from './sync-texts.ts';

type Waiting = SyncDetails['waiting'][number];
export type WaitingSectionProps = { readonly waiting: readonly Waiting[]; readonly count: number };

export function WaitingSection({ waiting, count }: WaitingSectionProps) {
  if (waiting.length === 0) return null;
  return (
    <section className="settings-section" aria-labelledby="sync-waiting">
      <div className="settings-head">
        <h2 id="sync-waiting">Waiting to be sent</h2>
        <span className="settings-text num">{countText(count)}</span>
      </div>
      {/* Where it is longer than its place, the keyboard scrolls it. */}
      <ul className="access-list sync-waiting" tabIndex={0} aria-labelledby="sync-waiting">
        {waiting.map((edit) => (
          <li key={edit.id}>
            <span className="access-row-words">
              <span className="access-row-title">{recordText(edit.entity, edit.title)}</span>
              <span className="access-row-detail">{howText(edit)}</span>
            </span>
          </li>
        ))}
      </ul>
      {count > waiting.length ? (
        <p className="settings-text">The first {countText(waiting.length)} are shown, the oldest first.</p>
      ) : null}
    </section>
  );
}

function howText(edit: Waiting): string {
  return `${doneText(edit)}, ${momentText(edit.at)}`;
}

function doneText({ entity, kind, fields }: Waiting): string {
  if (entity === 'userPreference') return 'changed';
  if (kind === 'create') return 'made';
  if (kind === 'delete') return 'deleted';
  return fields.length === 0 ? 'edited' : `edited: ${fields.map(fieldText).join(', ')}`;
}
