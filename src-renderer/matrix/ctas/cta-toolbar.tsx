import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { ArrowLeftRight, FilterX, Printer, Search, Users } from 'lucide-react';

import { everyCta, isFiltered } from '#shared/matrix/ctas/cta-cells.ts';
import type { CodeCount } from '#shared/matrix/gaps/code-coverage.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { choicesOf, kindNames, priorityNames } from './cta-marks.tsx';
import { chooseBoardField, chooseMode, setFilter, transpose, useCtaStore } from './cta-store.ts';
import { phaseChoices } from '../project/phase-choices.ts';

export type CtaToolbarProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly coverage: CodeCount;
  readonly onRoles: () => void;
};

const modes = [
  { value: 'matrix', label: 'Matrix' },
  { value: 'board', label: 'Board' },
  { value: 'cards', label: 'Cards' },
] as const;

/** How the calls to action are shown, and which. */
export function CtaToolbar({ project, model, coverage, onRoles }: CtaToolbarProps) {
  const { mode, filter, boardField, isTransposed } = useCtaStore();
  return (
    <div className="cta-toolbar" role="toolbar" aria-label="Calls to action">
      <SegmentedControl
        size="xs"
        aria-label="Matrix, board or cards"
        value={mode}
        onChange={chooseMode}
        data={[...modes]}
      />
      {mode === 'matrix' ? (
        <IconButton label="Transpose" icon={ArrowLeftRight} isPressed={isTransposed} onClick={transpose} />
      ) : null}
      {mode === 'board' ? (
        <SegmentedControl
          size="xs"
          aria-label="Columns of the board"
          value={boardField}
          onChange={chooseBoardField}
          data={[
            { value: 'priority', label: 'Priority' },
            { value: 'phase', label: 'Phase' },
          ]}
        />
      ) : null}
      {mode === 'cards' ? <IconButton label="Print the cards" icon={Printer} onClick={() => window.print()} /> : null}
      <span className="cta-toolbar-line" aria-hidden />
      <TextInput
        className="cta-find"
        size="xs"
        aria-label="Find calls to action"
        placeholder="Find"
        leftSection={<Search size={13} aria-hidden />}
        value={filter.words}
        onChange={(event) => setFilter({ words: event.currentTarget.value })}
      />
      <Filter
        label="Role"
        value={filter.roleId}
        onChange={(roleId) => setFilter({ roleId })}
        data={[...model.roles.map(({ id, name }) => ({ value: id, label: name })), { value: '', label: 'No role' }]}
      />
      <Filter
        label="Kind"
        value={filter.kind}
        onChange={(value) =>
          setFilter({ kind: choicesOf(kindNames).find((kind) => kind.value === value)?.value ?? null })
        }
        data={choicesOf(kindNames)}
      />
      <Filter
        label="Phase"
        value={filter.phase}
        onChange={(phase) => setFilter({ phase })}
        data={phaseChoices(
          project,
          [...model.tables.cta.values()].map((cta) => cta.phase),
        )}
      />
      <Filter
        label="Priority"
        value={filter.priority}
        onChange={(value) =>
          setFilter({ priority: choicesOf(priorityNames).find((each) => each.value === value)?.value ?? null })
        }
        data={choicesOf(priorityNames)}
      />
      <Switch
        size="xs"
        label="Story missing"
        checked={filter.isStoryMissing}
        onChange={(event) => setFilter({ isStoryMissing: event.currentTarget.checked })}
      />
      {isFiltered(filter) ? <IconButton label="Show all" icon={FilterX} onClick={() => setFilter(everyCta)} /> : null}
      <span className="cta-toolbar-rest" />
      <span className="cta-toolbar-code num" title="Calls to action that a function of the registry carries out">
        {coverage.boundCount} of {coverage.ctaCount} in code
        {coverage.goneCount === 0 ? '' : `, ${String(coverage.goneCount)} gone`}
      </span>
      <Button icon={Users} onClick={onRoles}>
        Roles
      </Button>
    </div>
  );
}

type FilterProps = {
  readonly label: string;
  readonly value: string | null;
  readonly data: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | null) => void;
};

// A select has no value for "not chosen" beside null, and takes no empty text: what is empty is given a name.
const none = 'none';

function Filter({ label, value, data, onChange }: FilterProps) {
  return (
    <Select
      className="cta-filter"
      size="xs"
      aria-label={label}
      placeholder={label}
      clearable
      value={value === '' ? none : value}
      data={data.map((choice) => (choice.value === '' ? { ...choice, value: none } : choice))}
      comboboxProps={{ width: 180, position: 'bottom-start' }}
      onChange={(chosen) => onChange(chosen === none ? '' : chosen)}
    />
  );
}
