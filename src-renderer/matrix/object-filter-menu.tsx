import { Checkbox, Popover } from '@mantine/core';
import { Filter } from 'lucide-react';
import type { ReactNode } from 'react';

import { objectTypes } from '#shared/matrix/object-entities.ts';

import { Button } from '../ui/button.tsx';

type ObjectFilter = { readonly types: readonly string[]; readonly phases: readonly string[] };

export type ObjectFilterMenuProps = {
  readonly filter: ObjectFilter;
  /** Those of the project. */
  readonly phases: readonly string[];
  /** How much is chosen, what a view asks beside types and phases among it. */
  readonly chosenCount: number;
  readonly onFilter: (changes: Partial<{ types: string[]; phases: string[] }>) => void;
  readonly onShowAll: () => void;
  /** What a view asks beside types and phases. */
  readonly children?: ReactNode;
};

/** Which objects a view shows, by their type and phase. */
export function ObjectFilterMenu({
  filter,
  phases,
  chosenCount,
  onFilter,
  onShowAll,
  children,
}: ObjectFilterMenuProps) {
  return (
    <Popover position="bottom-start" shadow="md" trapFocus withRoles={false}>
      <Popover.Target>
        <button
          type="button"
          className={`button ${chosenCount === 0 ? 'button-quiet' : 'button-soft'}`}
          aria-haspopup="dialog"
        >
          <Filter size={14} strokeWidth={1.75} aria-hidden />
          {chosenCount === 0 ? 'Filter' : `Filter (${String(chosenCount)})`}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="matrix-filter" role="dialog" aria-label="Filter">
        <Checkbox.Group label="Types of objects" value={[...filter.types]} onChange={(types) => onFilter({ types })}>
          {objectTypes.map((type) => (
            <Checkbox key={type} size="xs" value={type} label={type} />
          ))}
        </Checkbox.Group>
        <Checkbox.Group label="Phases" value={[...filter.phases]} onChange={(chosen) => onFilter({ phases: chosen })}>
          {['', ...phases].map((phase) => (
            <Checkbox key={phase} size="xs" value={phase} label={phase === '' ? 'no phase yet' : phase} />
          ))}
        </Checkbox.Group>
        {children}
        <Button disabledReason={chosenCount > 0 ? undefined : 'All objects are shown'} onClick={onShowAll}>
          Show all
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
