import { Checkbox, NativeSelect, Popover } from '@mantine/core';
import { Filter } from 'lucide-react';

import { objectTypes } from '#shared/matrix/matrix-entities.ts';
import type { ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import { relationshipStates, showsAll } from '#shared/matrix/system-scene.ts';

import { Button } from '../ui/button.tsx';
import { changeSystem, useSystemStore } from './system-store.ts';

/** Which objects are shown, by their type and phase, and which relationships, by how much of them is answered. */
export function SystemFilterMenu({ project }: { readonly project: ProjectRecord }) {
  const filter = useSystemStore((state) => state.filter);
  const { phases } = project.settings;
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
          onChange={(types) => changeSystem({ filter: { ...filter, types } })}
        >
          {objectTypes.map((type) => (
            <Checkbox key={type} size="xs" value={type} label={type} />
          ))}
        </Checkbox.Group>
        <Checkbox.Group
          label="Phases"
          value={[...filter.phases]}
          onChange={(chosen) => changeSystem({ filter: { ...filter, phases: chosen } })}
        >
          {['', ...phases].map((phase) => (
            <Checkbox key={phase} size="xs" value={phase} label={phase === '' ? 'no phase yet' : phase} />
          ))}
        </Checkbox.Group>
        <NativeSelect
          label="Relationships"
          size="xs"
          value={filter.state ?? ''}
          data={[
            { value: '', label: 'all' },
            { value: 'complete', label: 'complete' },
            { value: 'incomplete', label: 'with open answers' },
            { value: 'contested', label: 'with a question' },
          ]}
          onChange={({ currentTarget }) => {
            const state = relationshipStates.find((candidate) => candidate === currentTarget.value) ?? null;
            changeSystem({ filter: { ...filter, state } });
          }}
        />
        <Button
          disabledReason={chosenCount > 0 ? undefined : 'All objects are shown'}
          onClick={() => changeSystem({ filter: showsAll })}
        >
          Show all
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
