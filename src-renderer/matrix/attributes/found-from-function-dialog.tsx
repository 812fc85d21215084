import { SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import { shownNames } from '#shared/functions/function-rules.ts';
import { columnToAttribute, parameterToAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import type { FoundAttribute } from '#shared/matrix/attributes/attribute-types.ts';

import { useFunctions } from '../../functions/use-functions.ts';
import { useLatestRun } from '../../functions/use-latest-runs.ts';
import { FieldRow } from '../../ui/field-row.tsx';
import { FoundDialog } from './found-dialog.tsx';
import type { FoundDialogProps } from './found-dialog.tsx';

/** What a function takes, or the columns of the table that its last run gave, as attributes. */
export function FoundFromFunctionDialog({ project, model, object, announce, onClose }: FoundDialogProps) {
  const { functions } = useFunctions(project.workspaceId);
  const [functionId, setFunctionId] = useState<string | null>(null);
  const [wanted, setWanted] = useState<'parameters' | 'columns'>('parameters');
  const record = functions.find(({ id }) => id === functionId);
  const columns = resultColumns(useLatestRun(functionId ?? ''));
  const what = columns.length === 0 ? 'parameters' : wanted;
  const parameters = record?.metadata.parameters.map((parameter) => parameterToAttribute(parameter)) ?? null;
  const names = shownNames(functions);
  const name = record?.name ?? '';
  return (
    <FoundDialog
      title={`Attributes of ${object.name} from a function`}
      found={what === 'columns' ? columns : parameters}
      source={what === 'columns' ? `result of ${name}` : `parameter of ${name}`}
      {...{ model, object, announce, onClose }}
    >
      <FieldRow label="Function" controlId="found-function">
        <Select
          id="found-function"
          data-autofocus
          placeholder={functions.length === 0 ? 'The workspace has no function yet' : 'Which one?'}
          searchable
          limit={50}
          data={functions.map((one) => ({
            value: one.id,
            label: `${names.get(one.id) ?? one.name} · ${languageNames[one.language]}`,
          }))}
          value={functionId}
          onChange={setFunctionId}
        />
      </FieldRow>
      {columns.length === 0 ? null : (
        <SegmentedControl
          size="xs"
          aria-label="Parameters or result"
          value={what}
          onChange={setWanted}
          data={[
            { value: 'parameters', label: 'Its parameters' },
            { value: 'columns', label: 'Columns of its last result' },
          ]}
        />
      )}
    </FoundDialog>
  );
}

/** Of the first table that the run gave. */
function resultColumns(run: RunRecord | undefined): readonly FoundAttribute[] {
  const table = run?.outcome?.shown.find((shown) => shown.kind === 'table');
  return table?.kind === 'table' ? table.columns.map((column) => columnToAttribute(column)) : [];
}
