import { Ban, Plus } from 'lucide-react';

import type { Cell } from '#shared/matrix/cells/cell-state.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newRelationship } from '#shared/matrix/new-records.ts';
import { newRelationshipId } from '#shared/matrix/pair-relationship.ts';

import { Button } from '../../ui/button.tsx';
import { AnswerText } from '../answer-text.tsx';
import { nameOf, writeSpots } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { activeSpot } from './matrix-moves.ts';
import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

export type CellNoProps = { readonly scope: MatrixScope; readonly cell: Cell };

/** Whether the two are related at all: a first or a further relationship, or an explicit "no" with its reason. */
export function CellNo({ scope, cell }: CellNoProps) {
  const { model, project, mayEdit } = scope;
  const { rowId, columnId, review, relationships } = cell;
  const pair = `${nameOf(model, rowId)} × ${nameOf(model, columnId)}`;
  const disabledReason = mayEdit('relationships', [rowId, columnId]) ? undefined : 'You may not change this cell';
  const add = (): void => {
    const made = createEdit(
      'relationship',
      newRelationshipId({ model: getProjectModel(project.id), projectId: project.id, newId }, [rowId, columnId]),
      newRelationship({ sourceObjectId: rowId, targetObjectId: columnId }),
    );
    const edits = review === undefined ? [made] : [removeEdit('pairReview', review.id), made];
    void editProject(project.id, edits, { label: `Relate ${pair}`.slice(0, 200) });
  };
  return (
    <div className="cell-no">
      {review === undefined ? null : (
        <AnswerText
          label="Why not?"
          charsMax={10_000}
          value={review.note}
          isReadOnly={disabledReason !== undefined}
          onKeep={(note) =>
            void editProject(project.id, [patchEdit('pairReview', review.id, { note })], {
              label: `Change the note of ${pair}`.slice(0, 200),
            })
          }
        />
      )}
      <Button icon={Plus} onClick={add} disabledReason={disabledReason}>
        {relationships.length === 0 ? 'Add a relationship' : 'Add a further relationship'}
      </Button>
      {rowId === columnId || review !== undefined ? null : (
        <Button
          look="quiet"
          icon={Ban}
          disabledReason={disabledReason}
          onClick={() => void writeSpots(scope, [{ spot: activeSpot(scope), text: 'no' }])}
        >
          {relationships.length === 0 ? 'They are not related' : 'No: remove and note it'}
        </Button>
      )}
    </div>
  );
}
