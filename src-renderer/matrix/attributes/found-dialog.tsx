import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import type { FoundAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import { matchFound, takeFound } from '#shared/matrix/attributes/found-attributes.ts';
import type { FoundMatch } from '#shared/matrix/attributes/found-attributes.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { FormDialog } from '../../ui/form-dialog.tsx';
import { newId } from '../new-id.ts';
import { editProject } from '../use-project.ts';

export type FoundDialogProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly object: ObjectRecord;
  readonly announce: (text: string) => void;
  readonly onClose: () => void;
};

type FoundProps = Omit<FoundDialogProps, 'project'> & {
  readonly title: string;
  /** Null until it is known where to look. */
  readonly found: readonly FoundAttribute[] | null;
  /** Becomes the attributes' source: where they were found. */
  readonly source: string;
  /** Above what was found: where to look. */
  readonly children?: ReactNode;
};

/** What would be added, and what is there already: nothing is written before it is chosen and taken. */
export function FoundDialog({ title, model, object, found, source, announce, onClose, children }: FoundProps) {
  const [decided, setDecided] = useState<ReadonlyMap<string, boolean>>(new Map());
  const attributes = model.attributesByObject.get(object.id) ?? [];
  const matches = matchFound(found ?? [], attributes);
  // Nobody's type is changed without being asked for.
  const isChosen = ({ kind, found: { name } }: FoundMatch): boolean =>
    kind !== 'same' && (decided.get(name) ?? kind !== 'other-type');
  const chosen = matches.filter(isChosen);
  function take(): void {
    const edits = takeFound({ objectId: object.id, attributes, matches: chosen, source, nextId: newId });
    void editProject(object.projectId, edits, {
      label: `Take ${String(chosen.length)} attributes into ${object.name}`,
    });
    announce(`${String(chosen.length)} taken into ${object.name}`);
    onClose();
  }
  return (
    <FormDialog
      title={title}
      width={560}
      onSubmit={take}
      onClose={onClose}
      verb={chosen.length === 1 ? 'Take 1 attribute' : `Take ${String(chosen.length)} attributes`}
      missing={chosen.length === 0 ? 'Choose at least one' : undefined}
    >
      {children}
      {found !== null && matches.length === 0 ? <p className="dialog-note">There is nothing to take.</p> : null}
      {matches.length === 0 ? null : (
        <FoundTable
          objectName={object.name}
          matches={matches}
          isChosen={isChosen}
          onChoose={(name, isOne) => setDecided(new Map(decided).set(name, isOne))}
        />
      )}
    </FormDialog>
  );
}

type FoundTableProps = {
  readonly objectName: string;
  readonly matches: readonly FoundMatch[];
  readonly isChosen: (match: FoundMatch) => boolean;
  readonly onChoose: (name: string, isChosen: boolean) => void;
};

function FoundTable({ objectName, matches, isChosen, onChoose }: FoundTableProps) {
  return (
    <table className="found">
      <thead>
        <tr>
          <th scope="col">Attribute</th>
          <th scope="col">Type</th>
          <th scope="col">In {objectName}</th>
        </tr>
      </thead>
      <tbody>
        {matches.map((match) => (
          <tr key={match.found.name}>
            <td>
              <Checkbox
                size="xs"
                label={match.found.name}
                checked={isChosen(match)}
                disabled={match.kind === 'same'}
                onChange={(event) => onChoose(match.found.name, event.currentTarget.checked)}
              />
            </td>
            <td className="mono">
              {match.found.dataType}
              {match.found.isRequired ? ', required' : ''}
            </td>
            <td>{statusText(match)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function statusText({ kind, known, found }: FoundMatch): string {
  if (kind === 'new') return 'new';
  if (kind === 'same') return 'there already';
  return `is ${known?.dataType ?? ''}; would become ${found.dataType}`;
}
