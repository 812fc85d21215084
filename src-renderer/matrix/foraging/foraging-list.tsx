import { Check, CornerDownRight } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { KeyboardEvent } from 'react';

import type { NounState } from '#shared/matrix/foraging/noun-states.ts';

import { EmptyState } from '../../ui/empty-state.tsx';
import { rejectionLabel } from './foraging-actions.ts';
import type { Decision } from './foraging-actions.ts';
import { activateNoun, useForagingStore } from './foraging-store.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';
import { useRowWindow } from '../use-row-window.ts';

export type ForagingListProps = {
  readonly rows: readonly NounRow[];
  /** The open text. */
  readonly textId: string | null;
  /** Shows the next place of a noun in its text. */
  readonly onShow: (row: NounRow) => void;
  readonly listId: string;
  readonly activeIndex: number;
  readonly onDecide: (decision: Decision) => void;
  readonly onAsk: (what: 'reject' | 'merge') => void;
};

const rowPx = 30;

/** One line for each noun; the keys decide about the active one and those chosen with it. */
export function ForagingList({ rows, activeIndex, listId, textId, onDecide, onAsk, onShow }: ForagingListProps) {
  const { chosenKeys } = useForagingStore();
  const { scroller, first, end, heightPx, onScroll, reveal, pageRows } = useRowWindow<HTMLDivElement>(
    rows.length,
    rowPx,
  );
  const anchor = useRef(activeIndex);
  const revealActive = useEffectEvent(() => reveal(activeIndex));
  useEffect(() => revealActive(), [activeIndex]);

  function goTo(index: number, extend: boolean): void {
    const bounded = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[bounded];
    if (row === undefined) return;
    if (!extend) anchor.current = bounded;
    const [from, to] = [Math.min(anchor.current, bounded), Math.max(anchor.current, bounded)];
    activateNoun(row.key, new Set(extend ? rows.slice(from, to + 1).map(({ key }) => key) : []));
  }

  function toggle(index: number): void {
    const row = rows[index];
    if (row === undefined) return;
    const next = new Set(chosenKeys);
    if (!next.delete(row.key)) next.add(row.key);
    anchor.current = index;
    activateNoun(row.key, next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      activateNoun(rows[activeIndex]?.key ?? null, new Set(rows.map(({ key }) => key)));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: { readonly [key: string]: number } = {
      ArrowDown: 1,
      ArrowUp: -1,
      j: 1,
      k: -1,
      PageDown: pageRows,
      PageUp: -pageRows,
      Home: -rows.length,
      End: rows.length,
    };
    const row = rows[activeIndex];
    const step = steps[event.key];
    const commands: { readonly [key: string]: () => void } = {
      a: () => onDecide({ kind: 'accept' }),
      m: () => onAsk('merge'),
      r: () => onAsk('reject'),
      u: () => onDecide({ kind: 'reopen' }),
      ' ': () => toggle(activeIndex),
      Enter: () => (row === undefined ? undefined : onShow(row)),
      Escape: () => activateNoun(row?.key ?? null),
    };
    const command = step === undefined ? commands[event.key] : () => goTo(activeIndex + step, event.shiftKey);
    if (command === undefined) return;
    event.preventDefault();
    command();
  }

  if (rows.length === 0) return <NoNouns />;
  const active = rows[activeIndex];
  return (
    <div
      ref={scroller}
      id={listId}
      className="foraging-list"
      role="listbox"
      tabIndex={0}
      aria-label="Nouns found in the texts"
      aria-multiselectable="true"
      aria-activedescendant={active === undefined ? undefined : `${listId}-${String(activeIndex)}`}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: heightPx, position: 'relative' }} role="presentation">
        {rows.slice(first, end).map((row, offset) => {
          const index = first + offset;
          const isActive = index === activeIndex;
          return (
            // The keys are those of the list, which names the active option.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={row.key}
              tabIndex={-1}
              id={`${listId}-${String(index)}`}
              role="option"
              aria-selected={isActive || chosenKeys.has(row.key)}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              className={`foraging-noun foraging-noun-${row.state}${isActive ? ' foraging-noun-active' : ''}`}
              style={{ top: index * rowPx, height: rowPx }}
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => {
                document.getElementById(listId)?.focus({ preventScroll: true });
                if (event.ctrlKey || event.metaKey) toggle(index);
                else goTo(index, event.shiftKey);
              }}
              onDoubleClick={() => onShow(row)}
            >
              <NounLine row={row} textId={textId} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NounLine({ row, textId }: { readonly row: NounRow; readonly textId: string | null }) {
  const { state, object, name, count } = row;
  const here = textId === null ? undefined : row.countByTextId.get(textId);
  return (
    <>
      <span className={`noun-dot noun-dot-${state}`} aria-hidden />
      <bdi className="foraging-noun-name">{name}</bdi>
      {state === 'synonym' && object !== undefined ? (
        <span className="foraging-noun-note">
          <CornerDownRight size={12} aria-hidden /> <bdi>{object.name}</bdi>
        </span>
      ) : null}
      {state === 'rejected' && object !== undefined && object.rejection !== null ? (
        <span className="foraging-noun-note">{rejectionLabel(object.rejection)}</span>
      ) : null}
      <span className="visually-hidden">, {stateWords[state]}, </span>
      <span
        className="foraging-noun-count num"
        title={`${String(here ?? 0)} in the open text, ${String(count)} in all`}
      >
        {count}
        <span className="visually-hidden"> times</span>
      </span>
    </>
  );
}

const stateWords: { readonly [state in NounState]: string } = {
  candidate: 'candidate',
  accepted: 'object',
  synonym: 'synonym',
  rejected: 'rejected',
};

function NoNouns() {
  const { filter } = useForagingStore();
  const isFiltered = filter.words !== '' || filter.textId !== null;
  return (
    <div className="foraging-list">
      <EmptyState isCompact icon={Check} title={isFiltered ? 'No noun fits' : 'Nothing to decide here'}>
        {isFiltered
          ? 'Change what is searched for, or show the nouns of all texts.'
          : 'Show another state above, or add a text.'}
      </EmptyState>
    </div>
  );
}
