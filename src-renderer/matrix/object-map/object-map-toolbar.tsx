import { Select, Switch } from '@mantine/core';
import { FilterX } from 'lucide-react';

import { priorities } from '#shared/matrix/cta-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { everything, isPrioritised } from '#shared/matrix/prioritise.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { setPrioritised, useCtaStore } from '../ctas/cta-store.ts';

export type ObjectMapToolbarProps = {
  readonly project: ProjectRecord;
  readonly shownCount: number;
  readonly objectCount: number;
};

const atLeast = {
  must: 'Must have',
  should: 'Should have or above',
  could: 'Could have or above',
  wont: 'All',
} as const;

/** What of the map is prioritised. It leaves out of sight, and deletes nothing. */
export function ObjectMapToolbar({ project, shownCount, objectCount }: ObjectMapToolbarProps) {
  const { prioritised } = useCtaStore();
  const { phases, palette } = project.settings;
  return (
    <div className="cta-toolbar" role="toolbar" aria-label="Object map">
      <span className="cta-toolbar-label">Prioritise</span>
      <Select
        className="cta-filter cta-filter-wide"
        size="xs"
        aria-label="Up to phase"
        placeholder="Up to phase"
        clearable
        data={phases.map((phase) => ({ value: phase, label: `Up to ${phase}` }))}
        value={prioritised.phase}
        onChange={(phase) => setPrioritised({ phase })}
      />
      <Select
        className="cta-filter cta-filter-wide"
        size="xs"
        aria-label="Priority of calls to action"
        placeholder="Any priority"
        clearable
        data={priorities.filter((each) => each !== 'wont').map((value) => ({ value, label: atLeast[value] }))}
        value={prioritised.priority}
        comboboxProps={{ width: 200, position: 'bottom-start' }}
        onChange={(value) => setPrioritised({ priority: priorities.find((each) => each === value) ?? null })}
      />
      <Switch
        size="xs"
        label="Required only"
        checked={prioritised.isRequiredOnly}
        onChange={(event) => setPrioritised({ isRequiredOnly: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label="Core content only"
        checked={prioritised.isCoreOnly}
        onChange={(event) => setPrioritised({ isCoreOnly: event.currentTarget.checked })}
      />
      {isPrioritised(prioritised) ? (
        <IconButton label="Show all" icon={FilterX} onClick={() => setPrioritised(everything)} />
      ) : null}
      <span className="cta-toolbar-rest" />
      <ul className="map-legend" aria-label="Colours">
        <li data-paint={palette.object}>Object</li>
        <li data-paint={palette.core}>Core content</li>
        <li data-paint={palette.metadata}>Metadata</li>
        <li data-paint={palette.cta}>Call to action</li>
      </ul>
      <span className="cta-toolbar-code num">
        {shownCount === objectCount
          ? `${String(objectCount)} objects`
          : `${String(shownCount)} of ${String(objectCount)} objects`}
      </span>
    </div>
  );
}
