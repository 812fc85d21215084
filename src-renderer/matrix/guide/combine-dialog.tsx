import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';

import { relationshipsBetween } from '#shared/matrix/combine-relationships.ts';
import type { Between } from '#shared/matrix/combine-relationships.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { pairKey } from '#shared/matrix/matrix-keys.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { ObjectChooser } from '../object-chooser.tsx';
import { combine } from './guide-actions.ts';

export type CombineDialogProps = {
  readonly object: ObjectRecord;
  readonly model: ProjectModel;
  readonly others: readonly ObjectRecord[];
  readonly onClose: () => void;
};

/** Asks with which object another one is combined, and what becomes of what is between the two. */
export function CombineDialog({ object, model, others, onClose }: CombineDialogProps) {
  const [between, setBetween] = useState<Between>('keep');
  return (
    <ObjectChooser
      title={`Combine ${object.name} with another object`}
      note="Its relationships, calls to action, attributes, contexts, questions and comments move to the object that you choose, and its name becomes a synonym there. What both answer stays as it is there. Comments keep their authors, and get the date of today."
      action="Combine"
      objects={others}
      likeName={object.name}
      question={(kept) => betweenQuestion({ model, kept, gone: object, between, onBetween: setBetween })}
      onChoose={(kept) => void combine({ kept, gone: object }, between)}
      onClose={onClose}
    />
  );
}

type BetweenProps = {
  readonly model: ProjectModel;
  readonly kept: ObjectRecord;
  readonly gone: ObjectRecord;
  readonly between: Between;
  readonly onBetween: (between: Between) => void;
};

/** Undefined where there is nothing between the two. */
function betweenQuestion({ model, kept, gone, between, onBetween }: BetweenProps) {
  const pair = pairKey(kept.id, gone.id);
  const all = model.relationshipsByPair.get(pair)?.length ?? 0;
  const count = relationshipsBetween(model, { kept, gone }).length;
  const hasReview = model.pairReviewsByPair.has(pair);
  if (all === 0 && !hasReview) return undefined;
  const what = count === 1 ? 'the relationship' : `the ${String(count)} relationships`;
  return (
    <Stack gap="xs">
      {count === 0 ? null : (
        <Radio.Group
          label={`What becomes of ${what} between ${gone.name} and ${kept.name}`}
          value={between}
          onChange={(value) => onBetween(value === 'delete' ? 'delete' : 'keep')}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="keep" label={`Keep ${count === 1 ? 'it' : 'them'}, of ${kept.name} with itself`} />
            <Radio value="delete" label={`Delete ${count === 1 ? 'it' : 'them'}`} />
          </Stack>
        </Radio.Group>
      )}
      {all === count ? null : (
        <p className="dialog-note">That one is a kind of the other goes, since they will be one.</p>
      )}
      {hasReview ? <p className="dialog-note">That the two were reviewed as not related goes.</p> : null}
    </Stack>
  );
}
