import { NativeSelect } from '@mantine/core';
import { Trash2 } from 'lucide-react';

import { sideFields } from '#shared/matrix/cells/cell-state.ts';
import type { Side } from '#shared/matrix/cells/cell-state.ts';
import { dependencies, nestings, relationshipTypes } from '#shared/matrix/object-entities.ts';
import type { RelationshipRecord } from '#shared/matrix/object-entities.ts';
import { patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { GapMark } from '../gaps/gap-mark.tsx';
import { AnswerText } from '../answer-text.tsx';
import { EndChoice } from './end-choice.tsx';
import { JunctionOffer } from './junction-offer.tsx';
import { nameOf } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { editProject } from '../use-project.ts';

export type RelationshipQuestionsProps = {
  readonly scope: MatrixScope;
  readonly relationship: RelationshipRecord;
  /** Whose page it is about. */
  readonly side: Side;
  readonly title: string;
};

type Asked = RelationshipQuestionsProps & {
  readonly here: string;
  readonly there: string;
  readonly isReadOnly: boolean;
  readonly answer: (patch: ModelPatch<'relationship'>) => void;
};

/** Everything that is asked of one relationship from the page of one of its objects. */
export function RelationshipQuestions(props: RelationshipQuestionsProps) {
  const { scope, relationship, side, title } = props;
  const { model, project, mayEdit } = scope;
  const { id, sourceObjectId, targetObjectId } = relationship;
  const source = nameOf(model, sourceObjectId);
  const target = nameOf(model, targetObjectId);
  const isReadOnly = !mayEdit('relationships', [sourceObjectId, targetObjectId]);
  const asked: Asked = {
    ...props,
    here: side === 'source' ? source : target,
    there: side === 'source' ? target : source,
    isReadOnly,
    answer: (patch) =>
      void editProject(project.id, [patchEdit('relationship', id, patch)], {
        label: `Change ${source} × ${target}`.slice(0, 200),
      }),
  };
  const remove = async (): Promise<void> => {
    const label = `Remove a relationship of ${source} and ${target}`.slice(0, 200);
    if (await editProject(project.id, [removeEdit('relationship', id)], { label }))
      showDone('A relationship was removed with its answers', { label: 'Undo', run: () => void undoLast() });
  };
  return (
    <section className="relationship-questions" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <GapMark project={project} kind="relationship" id={id} />
        <IconButton
          label="Remove this relationship"
          icon={Trash2}
          isSmall
          disabledReason={isReadOnly ? 'You may not change it' : undefined}
          onClick={() => void remove()}
        />
      </header>
      <Ends {...asked} />
      <Page {...asked} />
      <Both {...asked} />
      <JunctionOffer scope={scope} relationship={relationship} isReadOnly={isReadOnly} />
    </section>
  );
}

function Ends({ relationship, side, here, there, isReadOnly, answer }: Asked) {
  const other = side === 'source' ? 'target' : 'source';
  return (
    <>
      <EndChoice
        question={`How many ${there} has one ${here}?`}
        name={`${relationship.id} ${side}`}
        value={relationship[sideFields[side].end]}
        isReadOnly={isReadOnly}
        onChange={(end) => answer({ [sideFields[side].end]: end })}
      />
      <EndChoice
        question={`How many ${here} has one ${there}?`}
        name={`${relationship.id} ${other}`}
        value={relationship[sideFields[other].end]}
        isReadOnly={isReadOnly}
        onChange={(end) => answer({ [sideFields[other].end]: end })}
      />
    </>
  );
}

const dependencyNames = {
  cascade: 'it is deleted too',
  orphan: 'it stays, without this one',
  block: 'deleting is refused while there are any',
  none: 'nothing',
} as const;

/** What is asked of the page on which it shows. */
function Page({ relationship, side, here, there, isReadOnly, answer }: Asked) {
  const fields = sideFields[side];
  const other = sideFields[side === 'source' ? 'target' : 'source'];
  const navigates = relationship[fields.navigates];
  const text = (field: 'mechanics' | 'sort' | 'filter', label: string, placeholder: string) => (
    <AnswerText
      label={label}
      placeholder={placeholder}
      charsMax={2000}
      value={relationship[fields[field]]}
      isReadOnly={isReadOnly}
      onKeep={(answered) => answer({ [fields[field]]: answered })}
    />
  );
  return (
    <>
      <div className="matrix-inspector-pair">
        <Choice
          label={`On the page of ${here}`}
          value={relationship[fields.nesting]}
          choices={nestings}
          isReadOnly={isReadOnly}
          onChange={(nesting) => answer({ [fields.nesting]: nesting })}
        />
        <Choice
          label={`On the page of ${there}`}
          value={relationship[other.nesting]}
          choices={nestings}
          isReadOnly={isReadOnly}
          onChange={(nesting) => answer({ [other.nesting]: nesting })}
        />
      </div>
      <Choice
        label={`Can one go from ${here} to ${there}?`}
        value={navigates === null ? null : navigates ? 'yes' : 'no'}
        choices={['yes', 'no']}
        isReadOnly={isReadOnly}
        onChange={(said) => answer({ [fields.navigates]: said === null ? null : said === 'yes' })}
      />
      {text('mechanics', 'How is it created?', 'by hand, by a rule, by another system …')}
      {text('sort', 'How is it sorted?', 'newest first …')}
      {text('filter', 'What is it filtered by?', 'state, owner …')}
      <Choice
        label={`When a ${here} is deleted, what becomes of its ${there}?`}
        value={relationship[fields.dependency]}
        choices={dependencies}
        names={dependencyNames}
        isReadOnly={isReadOnly}
        onChange={(dependency) => answer({ [fields.dependency]: dependency })}
      />
    </>
  );
}

/** What is the same from both sides. */
function Both({ scope, relationship, isReadOnly, answer }: Asked) {
  const { phases } = scope.project.settings;
  const known =
    phases.includes(relationship.phase) || relationship.phase === '' ? phases : [...phases, relationship.phase];
  const source = nameOf(scope.model, relationship.sourceObjectId);
  const target = nameOf(scope.model, relationship.targetObjectId);
  return (
    <>
      <div className="matrix-inspector-pair">
        <NativeSelect
          label="Type"
          size="xs"
          disabled={isReadOnly}
          value={relationship.relationshipType}
          data={relationshipTypes.map((type) => ({ value: type, label: type.replaceAll('_', ' ') }))}
          onChange={({ currentTarget }) => {
            const type = relationshipTypes.find((candidate) => candidate === currentTarget.value);
            if (type !== undefined) answer({ relationshipType: type });
          }}
        />
        <Choice
          label="Phase"
          value={relationship.phase === '' ? null : relationship.phase}
          choices={known}
          isReadOnly={isReadOnly}
          onChange={(phase) => answer({ phase: phase ?? '' })}
        />
      </div>
      <AnswerText
        label={`Label or description, from ${source} to ${target}`}
        placeholder="holds"
        charsMax={100_000}
        value={relationship.description}
        isReadOnly={isReadOnly}
        onKeep={(description) => answer({ description })}
      />
      <AnswerText
        label={`Label from ${target} to ${source}`}
        placeholder="is held by"
        charsMax={255}
        value={relationship.inverseLabel}
        isReadOnly={isReadOnly}
        onKeep={(inverseLabel) => answer({ inverseLabel })}
      />
    </>
  );
}

type ChoiceProps<T extends string> = {
  readonly label: string;
  readonly value: T | null;
  readonly choices: readonly T[];
  readonly names?: { readonly [choice in T]: string };
  readonly isReadOnly: boolean;
  readonly onChange: (choice: T | null) => void;
};

function Choice<T extends string>({ label, value, choices, names, isReadOnly, onChange }: ChoiceProps<T>) {
  return (
    <NativeSelect
      label={label}
      size="xs"
      disabled={isReadOnly}
      value={value ?? ''}
      data={[
        { value: '', label: 'not answered yet' },
        ...choices.map((choice) => ({ value: choice, label: names?.[choice] ?? choice })),
      ]}
      onChange={({ currentTarget }) => onChange(choices.find((choice) => choice === currentTarget.value) ?? null)}
    />
  );
}
