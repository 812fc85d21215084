import '../state-button.css';

import { Checkbox, Select, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';

import { nounStates } from '#shared/matrix/foraging/noun-states.ts';
import type { NounState } from '#shared/matrix/foraging/noun-states.ts';

import { changeFilter, changeSort, useForagingStore } from './foraging-store.ts';
import { nounSorts } from '#shared/matrix/foraging/noun-rows.ts';
import type { NounSort, StateCounts } from '#shared/matrix/foraging/noun-rows.ts';

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

/** Which nouns are listed, and in which order. */
export function ForagingFilter({ counts, textId }: { readonly counts: StateCounts; readonly textId: string | null }) {
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
