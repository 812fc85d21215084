import { NativeSelect } from '@mantine/core';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { relationshipStates, showsAll } from '#shared/matrix/system/system-scene.ts';

import { ObjectFilterMenu } from '../object-filter-menu.tsx';
import { changeSystem, useSystemStore } from './system-store.ts';

/** Which objects are shown, by their type and phase, and which relationships, by how much of them is answered. */
export function SystemFilterMenu({ project }: { readonly project: ProjectRecord }) {
  const filter = useSystemStore((state) => state.filter);
  return (
    <ObjectFilterMenu
      filter={filter}
      phases={project.settings.phases}
      chosenCount={filter.types.length + filter.phases.length + (filter.state === null ? 0 : 1)}
      onFilter={(changes) => changeSystem({ filter: { ...filter, ...changes } })}
      onShowAll={() => changeSystem({ filter: showsAll })}
    >
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
    </ObjectFilterMenu>
  );
}
