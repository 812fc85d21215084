import { Checkbox, Select, TextInput } from '@mantine/core';
import { X } from 'lucide-react';
import { useState } from 'react';

import type { OpenQuestionRecord, SubjectKind } from '#shared/matrix/question-entities.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { EditText } from './nested-matrix/edit-text.tsx';
import { newId } from './new-id.ts';
import { editProject } from './use-project.ts';

export type OpenQuestionsProps = {
  readonly projectId: string;
  readonly model: ProjectModel;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly isEditable: boolean;
};

/** What is not known yet of one thing; a question is closed with its answer, and stays. */
export function OpenQuestions({ projectId, model, subjectKind, subjectId, isEditable }: OpenQuestionsProps) {
  const [question, setQuestion] = useState('');
  const questions = [...model.tables.openQuestion.values()]
    .filter((each) => each.subjectKind === subjectKind && each.subjectId === subjectId)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  function add(): void {
    const text = question.trim();
    if (text === '') return;
    const draft = {
      subjectKind,
      subjectId,
      question: text,
      answer: '',
      risk: 'medium',
      isOpen: true,
      metadata: {},
    } as const;
    void editProject(projectId, [createEdit('openQuestion', newId(), draft)], { label: 'Ask a question' });
    setQuestion('');
  }
  return (
    <section className="panel-section" aria-label="Open questions">
      <div className="panel-section-head">
        <h3>Open questions</h3>
      </div>
      {questions.length === 0 && !isEditable ? <p className="panel-note">None.</p> : null}
      <ul className="questions">
        {questions.map((each) => (
          <li key={each.id}>
            <Question record={each} isEditable={isEditable} />
          </li>
        ))}
      </ul>
      {isEditable ? (
        <TextInput
          aria-label="New question"
          placeholder="What is not known yet?"
          dir="auto"
          value={question}
          onChange={(event) => setQuestion(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            add();
          }}
        />
      ) : null}
    </section>
  );
}

const risks = ['low', 'medium', 'high'] as const;

function Question({ record, isEditable }: { readonly record: OpenQuestionRecord; readonly isEditable: boolean }) {
  const { id, projectId, question, answer, risk, isOpen } = record;
  const change = (patch: ModelPatch<'openQuestion'>, undoGroup?: string): void => {
    const options = { label: 'Change a question', ...(undoGroup === undefined ? {} : { undoGroup }) };
    void editProject(projectId, [patchEdit('openQuestion', id, patch)], options);
  };
  return (
    <div className="question" data-open={isOpen || undefined}>
      <div className="question-head">
        <Checkbox
          size="xs"
          aria-label={`Answered: ${question}`}
          checked={!isOpen}
          disabled={!isEditable}
          onChange={(event) => change({ isOpen: !event.currentTarget.checked })}
        />
        <EditText
          label="Question"
          value={question}
          isNeeded
          isReadOnly={!isEditable}
          onCommit={(next, undoGroup) => change({ question: next }, undoGroup)}
        />
        <Select
          className="question-risk"
          size="xs"
          aria-label="Risk"
          data={risks.map((value) => ({ value, label: `${value} risk` }))}
          value={risk}
          allowDeselect={false}
          readOnly={!isEditable}
          onChange={(value) => change({ risk: risks.find((each) => each === value) ?? risk })}
        />
        {isEditable ? (
          <IconButton
            label={`Remove the question ${question}`}
            icon={X}
            isSmall
            onClick={() =>
              void editProject(projectId, [removeEdit('openQuestion', id)], { label: 'Remove a question' })
            }
          />
        ) : null}
      </div>
      <EditText
        label={`Answer to ${question}`}
        placeholder="Answer"
        value={answer}
        isReadOnly={!isEditable}
        onCommit={(next, undoGroup) => change({ answer: next }, undoGroup)}
      />
    </div>
  );
}
