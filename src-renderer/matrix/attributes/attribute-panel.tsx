import '../ctas/cta-card.css';

import { Select, Switch, TagsInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';

import { attributeCategories, dataTypes } from '#shared/matrix/attribute-entities.ts';
import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { rulesByType, validationProblems } from '#shared/matrix/validation-rules.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { deleteAttribute, patchAttribute } from './attribute-actions.ts';
import { AttributeRules } from './attribute-rules.tsx';
import { CommentButton } from '../comments/comment-button.tsx';
import { openSubject } from '../ctas/cta-store.ts';
import { EditText } from '../nested-matrix/edit-text.tsx';
import { GapMark } from '../gaps/gap-mark.tsx';
import { OpenQuestions } from '../open-questions.tsx';
import { SidePanel } from '../side-panel.tsx';
import { useMayEdit } from '../use-project.ts';

export type AttributePanelProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly attribute: AttributeRecord;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onClose: () => void;
};

/** An attribute with all that is known of it, every field editable in place. */
export function AttributePanel({ project, model, attribute, onPrevious, onNext, onClose }: AttributePanelProps) {
  const mayEdit = useMayEdit(project);
  const isEditable = mayEdit('attributes', [attribute.objectId]);
  const object = model.tables.object.get(attribute.objectId);
  const change = (patch: ModelPatch<'attribute'>, undoGroup?: string): void =>
    patchAttribute(attribute, patch, undoGroup);
  return (
    <SidePanel
      label={`Attribute ${attribute.name}`}
      kind={`Attribute of ${object?.name ?? ''}`}
      subjectId={attribute.id}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
      actions={
        <>
          <GapMark project={project} kind="attribute" id={attribute.id} />
          <CommentButton
            title={attribute.name}
            project={project}
            model={model}
            subjectKind="attribute"
            subjectId={attribute.id}
          />
          <IconButton
            label={`Delete ${attribute.name}`}
            icon={Trash2}
            disabledReason={isEditable ? undefined : 'You may only read this'}
            onClick={() => {
              deleteAttribute(attribute);
              openSubject(null);
            }}
          />
        </>
      }
    >
      <EditText
        className="panel-title"
        label="Name"
        value={attribute.name}
        isNeeded
        isReadOnly={!isEditable}
        charsMax={255}
        onCommit={(name, undoGroup) => change({ name }, undoGroup)}
      />
      <TypeFields attribute={attribute} isEditable={isEditable} onChange={change} />
      <AttributeRules model={model} attribute={attribute} isEditable={isEditable} onChange={change} />
      <TextFields attribute={attribute} isEditable={isEditable} onChange={change} />
      <OpenQuestions
        projectId={project.id}
        model={model}
        subjectKind="attribute"
        subjectId={attribute.id}
        isEditable={mayEdit('questions', [attribute.objectId])}
      />
    </SidePanel>
  );
}

type FieldsProps = {
  readonly attribute: AttributeRecord;
  readonly isEditable: boolean;
  readonly onChange: (patch: ModelPatch<'attribute'>, undoGroup?: string) => void;
};

const categoryNames = { core: 'Core content', metadata: 'Metadata' } as const;

function TypeFields({ attribute, isEditable, onChange }: FieldsProps) {
  return (
    <>
      <div className="panel-pair">
        <FieldRow label="Type" controlId="attribute-type">
          <Select
            id="attribute-type"
            data={[...dataTypes]}
            value={attribute.dataType}
            allowDeselect={false}
            searchable
            readOnly={!isEditable}
            onChange={(value) => {
              const dataType = dataTypes.find((type) => type === value) ?? attribute.dataType;
              onChange({ dataType, ...whatStays(attribute, dataType) });
            }}
          />
        </FieldRow>
        <FieldRow label="Category" controlId="attribute-category">
          <Select
            id="attribute-category"
            data={attributeCategories.map((value) => ({ value, label: categoryNames[value] }))}
            value={attribute.category}
            allowDeselect={false}
            readOnly={!isEditable}
            onChange={(value) =>
              onChange({ category: attributeCategories.find((each) => each === value) ?? attribute.category })
            }
          />
        </FieldRow>
      </div>
      <Switch
        size="xs"
        label="Required: every instance has a value"
        checked={attribute.isRequired}
        disabled={!isEditable}
        onChange={(event) => onChange({ isRequired: event.currentTarget.checked })}
      />
    </>
  );
}

/** What the new type does not know, and a default that is none of its values, would be refused. */
function whatStays({ validationRules, defaultValue }: AttributeRecord, dataType: AttributeRecord['dataType']) {
  const known: readonly string[] = rulesByType[dataType];
  const kept = Object.fromEntries(Object.entries(validationRules).filter(([rule]) => known.includes(rule)));
  const rules = validationProblems(dataType, kept, null).length === 0 ? kept : {};
  const hasDefault = validationProblems(dataType, rules, defaultValue).length === 0;
  return { validationRules: rules, defaultValue: hasDefault ? defaultValue : null };
}

function TextFields({ attribute, isEditable, onChange }: FieldsProps) {
  return (
    <>
      <FieldRow label="Description" controlId="attribute-description">
        <EditText
          id="attribute-description"
          isMultiline
          value={attribute.description}
          isReadOnly={!isEditable}
          onCommit={(description, undoGroup) => onChange({ description }, undoGroup)}
        />
      </FieldRow>
      <FieldRow label="Source" controlId="attribute-source">
        <EditText
          id="attribute-source"
          placeholder="Typed in, computed, another system …"
          value={attribute.source}
          isReadOnly={!isEditable}
          charsMax={2000}
          onCommit={(source, undoGroup) => onChange({ source }, undoGroup)}
        />
      </FieldRow>
      <FieldRow label="Used in" controlId="attribute-used-in">
        <TagsInput
          id="attribute-used-in"
          {...fieldTexts({ hint: 'Contexts, lists and reports; Enter adds one.' })}
          value={[...attribute.usedIn]}
          maxTags={500}
          readOnly={!isEditable}
          onChange={(usedIn) => onChange({ usedIn: usedIn.map((each) => each.slice(0, 255)) })}
        />
      </FieldRow>
      <FieldRow label="Visibility" controlId="attribute-visibility">
        <EditText
          id="attribute-visibility"
          placeholder="Everybody"
          value={attribute.visibility}
          isReadOnly={!isEditable}
          charsMax={2000}
          onCommit={(visibility, undoGroup) => onChange({ visibility }, undoGroup)}
        />
      </FieldRow>
    </>
  );
}
