import { SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';
import { shownNames } from '#shared/functions/function-rules.ts';
import { columnToAttribute, parameterToAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import type { FoundAttribute } from '#shared/matrix/attributes/attribute-types.ts';

import { useFunctions } from '../../functions/use-functions.ts';
import { useLatestRun } from '../../functions/use-latest-runs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import type { FoundDialogProps } from './found-from-file-dialog.tsx';
import { FoundList } from './found-list.tsx';

/** What a function takes, or the columns of the table that its last run gave, as attributes. */
export function FoundFromFunctionDialog({ project, model, object, announce, onClose }: FoundDialogProps) {
  const { functions } = useFunctions(project.workspaceId);
  const [functionId, setFunctionId] = useState<string | null>(null);
  const record = functions.find(({ id }) => id === functionId);
  const names = shownNames(functions);
  return (
    <Dialog
      title={`Attributes of ${object.name} from a function`}
      isOpen
      width={560}
      onClose={onClose}
      actions={<Button onClick={onClose}>Cancel</Button>}
    >
      <FieldRow label="Function" controlId="found-function">
        <Select
          id="found-function"
          data-autofocus
          placeholder={functions.length === 0 ? 'The workspace has no function yet' : 'Which one?'}
          searchable
          limit={50}
          data={functions.map(({ id, name, language }) => ({
            value: id,
            label: `${names.get(id) ?? name} · ${languageNames[language]}`,
          }))}
          value={functionId}
          onChange={setFunctionId}
        />
      </FieldRow>
      {record === undefined ? null : (
        <FoundInFunction key={record.id} record={record} {...{ model, object, announce, onDone: onClose }} />
      )}
    </Dialog>
  );
}

type FoundInFunctionProps = Pick<FoundDialogProps, 'model' | 'object' | 'announce'> & {
  readonly record: FunctionRecord;
  readonly onDone: () => void;
};

function FoundInFunction({ record, ...rest }: FoundInFunctionProps) {
  const run = useLatestRun(record.id);
  const columns = resultColumns(run);
  const [what, setWhat] = useState<'parameters' | 'columns'>('parameters');
  const found =
    what === 'columns' ? columns : record.metadata.parameters.map((parameter) => parameterToAttribute(parameter));
  return (
    <>
      {columns.length === 0 ? null : (
        <SegmentedControl
          size="xs"
          aria-label="Parameters or result"
          value={what}
          onChange={setWhat}
          data={[
            { value: 'parameters', label: 'Its parameters' },
            { value: 'columns', label: 'Columns of its last result' },
          ]}
        />
      )}
      <FoundList
        key={what}
        {...rest}
        found={found}
        source={what === 'columns' ? `result of ${record.name}` : `parameter of ${record.name}`}
      />
    </>
  );
}

/** Of the first table that the run gave. */
function resultColumns(run: RunRecord | undefined): readonly FoundAttribute[] {
  const table = run?.outcome?.shown.find((shown) => shown.kind === 'table');
  return table?.kind === 'table' ? table.columns.map((column) => columnToAttribute(column)) : [];
}
