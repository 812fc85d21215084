import { Checkbox } from '@mantine/core';
import { useState } from 'react';

import type { FoundAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import { matchFound, takeFound } from '#shared/matrix/attributes/found-attributes.ts';
import type { FoundMatch } from '#shared/matrix/attributes/found-attributes.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { Button } from '../../ui/button.tsx';
import { newId } from '../new-id.ts';
import { editProject } from '../use-project.ts';

export type FoundListProps = {
  readonly model: ProjectModel;
  readonly object: ObjectRecord;
  readonly found: readonly FoundAttribute[];
  /** Becomes the attributes' source: where they were found. */
  readonly source: string;
  readonly announce: (text: string) => void;
  readonly onDone: () => void;
};

/** What would be added, and what is there already: nothing is written before it is chosen and added. Keyed by what was found. */
export function FoundList({ model, object, found, source, announce, onDone }: FoundListProps) {
  const attributes = model.attributesByObject.get(object.id) ?? [];
  const matches = matchFound(found, attributes);
  const [unchosen, setUnchosen] = useState<ReadonlySet<string>>(
    // Nobody's type is changed without being asked for.
    () => new Set(matches.filter(({ kind }) => kind === 'other-type').map((match) => match.found.name)),
  );
  const chosen = matches.filter((match) => match.kind !== 'same' && !unchosen.has(match.found.name));
  function take(): void {
    const edits = takeFound({ objectId: object.id, attributes, matches: chosen, source, nextId: newId });
    void editProject(object.projectId, edits, {
      label: `Take ${String(chosen.length)} attributes into ${object.name}`,
    });
    announce(`${String(chosen.length)} taken into ${object.name}`);
    onDone();
  }
  return (
    <>
      {matches.length === 0 ? (
        <p className="dialog-note">There is nothing to take.</p>
      ) : (
        <table className="found">
          <thead>
            <tr>
              <th scope="col">Attribute</th>
              <th scope="col">Type</th>
              <th scope="col">In {object.name}</th>
            </tr>
          </thead>
          <tbody>
            {matches.map((match) => (
              <tr key={match.found.name}>
                <td>
                  <Checkbox
                    size="xs"
                    label={match.found.name}
                    checked={match.kind !== 'same' && !unchosen.has(match.found.name)}
                    disabled={match.kind === 'same'}
                    onChange={(event) => setUnchosen(toggled(unchosen, match.found.name, !event.currentTarget.checked))}
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
      )}
      <div className="found-actions">
        <Button look="primary" disabledReason={chosen.length === 0 ? 'Choose at least one' : undefined} onClick={take}>
          {chosen.length === 1 ? 'Take 1 attribute' : `Take ${String(chosen.length)} attributes`}
        </Button>
      </div>
    </>
  );
}

function toggled(names: ReadonlySet<string>, name: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(names);
  if (isIn) next.add(name);
  else next.delete(name);
  return next;
}

function statusText({ kind, known, found }: FoundMatch): string {
  if (kind === 'new') return 'new';
  if (kind === 'same') return 'there already';
  return `is ${known?.dataType ?? ''}; would become ${found.dataType}`;
}
