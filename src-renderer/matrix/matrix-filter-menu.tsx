import { Checkbox, Popover } from '@mantine/core';
import { Filter } from 'lucide-react';

import { objectTypes } from '#shared/matrix/matrix-entities.ts';

import { Button } from '../ui/button.tsx';
import type { MatrixScope } from './matrix-actions.ts';
import { isFiltered, noFilter } from './matrix-lines.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';

/** Which objects are shown, by their type and phase. The states of cells are chosen in the legend below the matrix. */
export function MatrixFilterMenu({ scope }: { readonly scope: MatrixScope }) {
  const filter = useMatrixStore((state) => state.filter);
  const { phases } = scope.project.settings;
  const chosenCount = filter.types.length + filter.phases.length + (filter.state === null ? 0 : 1);
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
        <Checkbox.Group
          label="Types of objects"
          value={[...filter.types]}
          onChange={(types) => changeMatrix({ filter: { ...filter, types } })}
        >
          {objectTypes.map((type) => (
            <Checkbox key={type} size="xs" value={type} label={type} />
          ))}
        </Checkbox.Group>
        <Checkbox.Group
          label="Phases"
          value={[...filter.phases]}
          onChange={(chosen) => changeMatrix({ filter: { ...filter, phases: chosen } })}
        >
          {['', ...phases].map((phase) => (
            <Checkbox key={phase} size="xs" value={phase} label={phase === '' ? 'no phase yet' : phase} />
          ))}
        </Checkbox.Group>
        <Button
          disabledReason={isFiltered(filter) ? undefined : 'All objects are shown'}
          onClick={() => changeMatrix({ filter: noFilter })}
        >
          Show all
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
