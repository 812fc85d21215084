import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';

import { rankInOrder } from '#shared/matrix/attributes/attribute-moves.ts';
import { answerQuestion, nextQuestion, questionsLeft, startRanking } from '#shared/matrix/force-rank.ts';
import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';

import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { FoundDialogProps } from '../attributes/found-dialog.tsx';
import { editProject } from '../use-project.ts';

/** Ranks an object's attributes of one category by asking which of two matters more, until there are no ties. */
export function ForceRankDialog({ model, object, announce, onClose }: FoundDialogProps) {
  const [category, setCategory] = useState<AttributeRecord['category']>('core');
  const attributes = (model.attributesByObject.get(object.id) ?? []).filter((each) => each.category === category);
  return (
    <Dialog
      title={`Rank the attributes of ${object.name}`}
      isOpen
      width={520}
      onClose={onClose}
      actions={<Button onClick={onClose}>Cancel</Button>}
    >
      <SegmentedControl
        size="xs"
        aria-label="Category"
        value={category}
        onChange={setCategory}
        data={[
          { value: 'core', label: 'Core content' },
          { value: 'metadata', label: 'Metadata' },
        ]}
      />
      {attributes.length < 2 ? (
        <p className="dialog-note">There are fewer than two to compare here.</p>
      ) : (
        <Comparing
          key={category}
          attributes={attributes}
          onRanked={(ranked) => {
            const label = `Rank the attributes of ${object.name}`;
            void editProject(object.projectId, rankInOrder(ranked), { label });
            announce(`The attributes of ${object.name} are ranked`);
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

type ComparingProps = {
  readonly attributes: readonly AttributeRecord[];
  readonly onRanked: (ranked: readonly AttributeRecord[]) => void;
};

function Comparing({ attributes, onRanked }: ComparingProps) {
  const [ranking, setRanking] = useState(() => startRanking(attributes.map(({ id }) => id)));
  const byId = new Map(attributes.map((attribute) => [attribute.id, attribute]));
  const question = nextQuestion(ranking);
  // What was added or removed while the questions were asked: the added stay behind the ranked.
  const asked = new Set([...ranking.ranked, ...ranking.waiting]);
  const ranked = ranking.ranked.flatMap((id) => byId.get(id) ?? []);
  if (question === null) {
    return (
      <>
        <ol className="ranked-list">
          {ranked.map(({ id, name }) => (
            <li key={id}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ol>
        <div className="found-actions">
          <Button
            look="primary"
            onClick={() => onRanked([...ranked, ...attributes.filter(({ id }) => !asked.has(id))])}
          >
            Use this order
          </Button>
        </div>
      </>
    );
  }
  const choice = (id: string, isOneFirst: boolean) => (
    <button type="button" className="rank-choice" onClick={() => setRanking(answerQuestion(ranking, isOneFirst))}>
      <bdi>{byId.get(id)?.name ?? 'deleted meanwhile'}</bdi>
      <span>{byId.get(id)?.description}</span>
    </button>
  );
  return (
    <>
      <p aria-live="polite">
        Which matters more? <span className="panel-note num">At most {questionsLeft(ranking)} questions are left.</span>
      </p>
      <div className="panel-pair">
        {choice(question.one, true)}
        {choice(question.other, false)}
      </div>
    </>
  );
}
