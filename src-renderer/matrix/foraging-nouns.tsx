import './state-button.css';

import { Checkbox, Select, TextInput } from '@mantine/core';
import { Check, CornerDownRight, Merge, Search, Undo, X } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';

import type { ObjectRecord } from '#shared/matrix/matrix-entities.ts';
import { nounStates } from '#shared/matrix/noun-states.ts';
import type { NounState } from '#shared/matrix/noun-states.ts';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { rejectionLabel } from './foraging-actions.ts';
import type { Decision } from './foraging-actions.ts';
import { activateNoun, changeFilter, changeSort, useForagingStore } from './foraging-store.ts';
import { nounSorts } from './noun-rows.ts';
import type { NounRow, NounSort, StateCounts } from './noun-rows.ts';
import { ObjectChooser } from './object-chooser.tsx';
import { RejectMenu } from './reject-menu.tsx';
import { useRowWindow } from './use-row-window.ts';

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

const rowPx = 30;
const stateLabels: { readonly [state in NounState]: string } = {
  candidate: 'Candidates',
  accepted: 'Objects',
  synonym: 'Synonyms',
  rejected: 'Rejected',
};
const sortLabels: { readonly [sort in NounSort]: string } = {
  count: 'by count',
  name: 'by name',
  place: 'by first place',
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
      <NounFilterBar counts={counts} textId={props.textId} />
      <NounList
        {...props}
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
          <span>
            <Button
              icon={X}
              shortcut="R"
              aria-haspopup="menu"
              disabledReason={readOnlyReason}
              onClick={() => setAsking('reject')}
            >
              Reject
            </Button>
          </span>
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

function NounFilterBar({ counts, textId }: { readonly counts: StateCounts; readonly textId: string | null }) {
  const { filter, sort } = useForagingStore();
  const all = nounStates.reduce((sum, state) => sum + counts[state], 0);
  const choices: readonly (NounState | null)[] = ['candidate', 'accepted', 'synonym', 'rejected', null];
  return (
    <header className="foraging-filter">
      <div className="foraging-states" role="group" aria-label="Show">
        {choices.map((state) => (
          <button
            key={state ?? 'all'}
            type="button"
            className="state-button"
            aria-pressed={filter.state === state}
            onClick={() => changeFilter({ state })}
          >
            {state === null ? 'All' : stateLabels[state]}{' '}
            <span className="num">{state === null ? all : counts[state]}</span>
          </button>
        ))}
      </div>
      <div className="foraging-find">
        <TextInput
          aria-label="Find a noun"
          placeholder="Find a noun"
          leftSection={<Search size={14} aria-hidden />}
          value={filter.words}
          onChange={(event) => changeFilter({ words: event.currentTarget.value })}
        />
        <Select
          aria-label="Order of the nouns"
          data={nounSorts.map((value) => ({ value, label: sortLabels[value] }))}
          value={sort}
          allowDeselect={false}
          onChange={(value) => changeSort(nounSorts.find((one) => one === value) ?? 'count')}
        />
      </div>
      <Checkbox
        size="xs"
        label="Only in the open text"
        checked={filter.textId !== null}
        disabled={textId === null}
        onChange={(event) => changeFilter({ textId: event.currentTarget.checked ? textId : null })}
      />
    </header>
  );
}

type NounListProps = Omit<ForagingNounsProps, 'onDecide' | 'counts' | 'objects'> & {
  readonly listId: string;
  readonly activeIndex: number;
  readonly onDecide: (decision: Decision) => void;
  readonly onAsk: (what: 'reject' | 'merge') => void;
};

function NounList({ rows, activeIndex, listId, textId, onDecide, onAsk, onShow }: NounListProps) {
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
