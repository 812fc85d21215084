import { Check, Merge, Undo, X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';

import { Button } from '../../ui/button.tsx';
import type { Decision } from './foraging-actions.ts';
import { ForagingFilter } from './foraging-filter.tsx';
import { ForagingList } from './foraging-list.tsx';
import { activateNoun, useForagingStore } from './foraging-store.ts';
import type { NounRow, StateCounts } from '#shared/matrix/foraging/noun-rows.ts';
import { ObjectChooser } from '../object-chooser.tsx';
import { RejectMenu } from './reject-menu.tsx';

export type ForagingNounsProps = {
  /** Filtered and sorted. */
  readonly rows: readonly NounRow[];
  readonly counts: StateCounts;
  readonly objects: readonly ObjectRecord[];
  readonly textId: string | null;
  readonly readOnlyReason: string | undefined;
  readonly onDecide: (rows: readonly NounRow[], decision: Decision) => void;
  /** Shows the next place of the active noun in the text. */
  readonly onShow: (row: NounRow) => void;
};

/** The nouns that were found, decided one key each. */
export function ForagingNouns(props: ForagingNounsProps) {
  const { rows, counts, objects, readOnlyReason, onDecide } = props;
  const { activeKey, chosenKeys } = useForagingStore();
  const [asking, setAsking] = useState<'reject' | 'merge' | null>(null);
  const listId = useId();
  const found = rows.findIndex(({ key }) => key === activeKey);
  const [lastIndex, setLastIndex] = useState(0);
  // A noun that was decided leaves a filtered list; the one in its place is next.
  const activeIndex = found === -1 ? Math.min(lastIndex, rows.length - 1) : found;
  if (activeIndex !== lastIndex && activeIndex !== -1) setLastIndex(activeIndex);
  const active = rows[activeIndex];
  const chosen = rows.filter(({ key }) => chosenKeys.has(key) || key === active?.key);
  useEffect(() => {
    if (active !== undefined && active.key !== activeKey) activateNoun(active.key);
  });
  function decide(decision: Decision): void {
    if (readOnlyReason !== undefined || chosen.length === 0) return;
    // Where decided nouns stay in sight, the next one that is open becomes active.
    const next = rows.slice(activeIndex + 1).find(({ key, state }) => state === 'candidate' && !chosenKeys.has(key));
    onDecide(chosen, decision);
    const stays = useForagingStore.getState().filter.state === null;
    if (stays && decision.kind !== 'reopen' && next !== undefined) activateNoun(next.key);
    else activateNoun(active?.key ?? null);
    document.getElementById(listId)?.focus();
  }
  const likeName = active?.name ?? '';
  return (
    <section className="foraging-nouns" aria-label="Nouns">
      <ForagingFilter counts={counts} textId={props.textId} />
      <ForagingList
        rows={rows}
        textId={props.textId}
        onShow={props.onShow}
        listId={listId}
        activeIndex={activeIndex}
        onDecide={decide}
        onAsk={(what) => (readOnlyReason === undefined && chosen.length > 0 ? setAsking(what) : undefined)}
      />
      <footer className="foraging-triage" aria-label="Decide">
        <span className="foraging-chosen" role="status">
          {chosen.length > 1 ? `${String(chosen.length)} nouns` : <bdi>{likeName}</bdi>}
        </span>
        <Button icon={Check} shortcut="A" disabledReason={readOnlyReason} onClick={() => decide({ kind: 'accept' })}>
          Accept
        </Button>
        <Button
          icon={Merge}
          shortcut="M"
          disabledReason={
            readOnlyReason ?? (objects.length === 0 ? 'There is no object yet to be a synonym of' : undefined)
          }
          onClick={() => setAsking('merge')}
        >
          Merge
        </Button>
        <RejectMenu
          isOpen={asking === 'reject'}
          onClose={() => setAsking(null)}
          onReject={(reason) => decide({ kind: 'reject', reason })}
        >
          <Button
            icon={X}
            shortcut="R"
            aria-haspopup="menu"
            disabledReason={readOnlyReason}
            onClick={() => setAsking('reject')}
          >
            Reject
          </Button>
        </RejectMenu>
        {active !== undefined && active.state !== 'candidate' ? (
          <Button icon={Undo} shortcut="U" disabledReason={readOnlyReason} onClick={() => decide({ kind: 'reopen' })}>
            Open again
          </Button>
        ) : null}
      </footer>
      {asking === 'merge' && active !== undefined ? (
        <ObjectChooser
          title={chosen.length > 1 ? `Merge ${String(chosen.length)} nouns` : `Merge “${likeName}”`}
          note="It becomes a synonym of the object that you choose."
          action="Merge"
          objects={objects.filter(({ id }) => id !== active.object?.id || active.state === 'rejected')}
          likeName={likeName}
          onChoose={(target) => decide({ kind: 'merge', target })}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </section>
  );
}
