import { Check, HelpCircle } from 'lucide-react';

import type { Cell } from '#shared/matrix/cells/cell-state.ts';
import { pairKey } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';

import { Button } from '../../ui/button.tsx';
import { AnswerText } from '../answer-text.tsx';
import { nameOf } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { newId } from '../new-id.ts';
import { editProject } from '../use-project.ts';

export type CellQuestionsProps = { readonly scope: MatrixScope; readonly cell: Cell };

/** What nobody knows yet of the two objects; while a question is open the pair is contested. */
export function CellQuestions({ scope, cell }: CellQuestionsProps) {
  const { project, mayEdit, model } = scope;
  const { rowId, columnId, questions } = cell;
  const isReadOnly = !mayEdit('questions', [rowId, columnId]);
  const pair = `${nameOf(model, rowId)} × ${nameOf(model, columnId)}`;
  const ask = (question: string): void => {
    const draft = {
      subjectKind: 'pair',
      subjectId: pairKey(rowId, columnId),
      question: question.trim(),
      answer: '',
      risk: 'medium',
      isOpen: true,
      metadata: {},
    } as const;
    if (draft.question !== '')
      void editProject(project.id, [createEdit('openQuestion', newId(), draft)], {
        label: `Ask about ${pair}`.slice(0, 200),
      });
  };
  return (
    <section className="cell-questions" aria-label="Open questions">
      <h3>
        <HelpCircle size={13} aria-hidden /> Open questions
      </h3>
      {questions.map(({ id, question, answer }) => (
        <div key={id} className="cell-question">
          <p dir="auto">{question}</p>
          <AnswerText
            label="Answer"
            charsMax={100_000}
            value={answer}
            isReadOnly={isReadOnly}
            onKeep={(text) =>
              void editProject(project.id, [patchEdit('openQuestion', id, { answer: text })], {
                label: `Answer a question about ${pair}`.slice(0, 200),
              })
            }
          />
          <Button
            look="quiet"
            icon={Check}
            disabledReason={isReadOnly ? 'You may not change questions' : undefined}
            onClick={() =>
              void editProject(project.id, [patchEdit('openQuestion', id, { isOpen: false })], {
                label: `Close a question about ${pair}`.slice(0, 200),
              })
            }
          >
            Settled
          </Button>
        </div>
      ))}
      {isReadOnly ? null : (
        <AnswerText
          label={questions.length === 0 ? 'Ask a question' : 'Ask another question'}
          placeholder="Type it, and leave the field or press Ctrl+Enter"
          charsMax={100_000}
          value=""
          isReadOnly={false}
          onKeep={ask}
        />
      )}
    </section>
  );
}
