import { TextInput } from '@mantine/core';
import { useState } from 'react';

import type { RelationshipRecord } from '#shared/matrix/object-entities.ts';
import { isManyToMany, junctionName, splitRelationship } from '#shared/matrix/gaps/split-relationship.ts';

import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { newId } from '../new-id.ts';
import { editProject } from '../use-project.ts';

export type JunctionOfferProps = {
  readonly scope: MatrixScope;
  readonly relationship: RelationshipRecord;
  readonly isReadOnly: boolean;
};

/** Many on both sides often hide an object: its offer is one click, and one undo. */
export function JunctionOffer({ scope, relationship, isReadOnly }: JunctionOfferProps) {
  const { model, project, userId, mayEdit } = scope;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  if (!isManyToMany(relationship) || isReadOnly || !mayEdit('objects')) return null;
  const name = typed ?? junctionName(model, relationship);
  const split = async (): Promise<void> => {
    const edits = splitRelationship(model, relationship, { name: name.trim(), userId, newId });
    if (!(await editProject(project.id, edits, { label: `Make ${name.trim()} of a many-to-many`.slice(0, 200) })))
      return;
    showDone(`${name.trim()} stands between the two now`, { label: 'Undo', run: () => void undoLast() });
  };
  return (
    <div className="junction-offer">
      <p>
        Many on both sides. Does something belong to the two together: a date, an amount, a state? Then it is an object.
      </p>
      <TextInput
        label="Name of the junction object"
        size="xs"
        dir="auto"
        maxLength={255}
        value={name}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Button
        look="soft"
        disabledReason={name.trim() === '' ? 'It needs a name' : undefined}
        onClick={() => void split()}
      >
        Make it an object
      </Button>
    </div>
  );
}
