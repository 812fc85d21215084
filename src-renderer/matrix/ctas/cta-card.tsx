import './cta-card.css';

import { MultiSelect, Select } from '@mantine/core';
import { Trash2 } from 'lucide-react';

import { priorities, tiers, ctaKinds } from '#shared/matrix/cta-entities.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { giveRole, takeRole } from '#shared/matrix/ctas/cta-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { CommentButton } from '../comments/comment-button.tsx';
import { CtaCodeSection } from './cta-code-section.tsx';
import { deleteCta, patchCta } from './cta-actions.ts';
import { CtaCriteriaSection } from './cta-criteria-section.tsx';
import { choicesOf, kindNames, priorityNames, tierNames } from './cta-marks.tsx';
import { openSubject } from './cta-store.ts';
import { CtaStorySection } from './cta-story-section.tsx';
import { EditText } from '../nested-matrix/edit-text.tsx';
import { GapMark } from '../gaps/gap-mark.tsx';
import { OpenQuestions } from '../open-questions.tsx';
import { phaseNames } from '../project/phase-choices.ts';
import { SidePanel } from '../side-panel.tsx';
import { editProject, useMayEdit } from '../use-project.ts';

export type CtaCardProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onClose: () => void;
};

/** A call to action with all that is known of it, every field editable in place. */
export function CtaCard({ project, model, cta, onPrevious, onNext, onClose }: CtaCardProps) {
  const mayEdit = useMayEdit(project);
  const isEditable = mayEdit('ctas', [cta.objectId]);
  const object = model.tables.object.get(cta.objectId);
  const change = (patch: ModelPatch<'cta'>, undoGroup?: string): void => patchCta(cta, patch, undoGroup);
  const remove = (
    <IconButton
      label={`Delete ${cta.name}`}
      icon={Trash2}
      disabledReason={isEditable ? undefined : 'You may only read this'}
      onClick={() => {
        deleteCta(project.id, cta);
        openSubject(null);
      }}
    />
  );
  return (
    <SidePanel
      label={`Card of ${cta.name}`}
      kind={`Call to action of ${object?.name ?? ''}`}
      subjectId={cta.id}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
      actions={
        <>
          <GapMark project={project} kind="cta" id={cta.id} />
          <CommentButton title={cta.name} project={project} model={model} subjectKind="cta" subjectId={cta.id} />
          {remove}
        </>
      }
    >
      <EditText
        className="panel-title"
        label="Name"
        value={cta.name}
        isNeeded
        isReadOnly={!isEditable}
        charsMax={255}
        onCommit={(name, undoGroup) => change({ name }, undoGroup)}
      />
      <RolesField model={model} cta={cta} isEditable={isEditable} />
      <ChoiceFields project={project} model={model} cta={cta} isEditable={isEditable} onChange={change} />
      <FieldRow label="Condition" controlId="cta-condition">
        <EditText
          id="cta-condition"
          hint="The permission or state under which it is there."
          placeholder="Always"
          value={cta.condition}
          isReadOnly={!isEditable}
          charsMax={10_000}
          onCommit={(condition, undoGroup) => change({ condition }, undoGroup)}
        />
      </FieldRow>
      <FieldRow label="Place" controlId="cta-place">
        <EditText
          id="cta-place"
          placeholder="Where is it offered?"
          value={cta.place}
          isReadOnly={!isEditable}
          charsMax={2000}
          onCommit={(place, undoGroup) => change({ place }, undoGroup)}
        />
      </FieldRow>
      <FieldRow label="Description" controlId="cta-description">
        <EditText
          id="cta-description"
          isMultiline
          value={cta.description}
          isReadOnly={!isEditable}
          onCommit={(description, undoGroup) => change({ description }, undoGroup)}
        />
      </FieldRow>
      <CtaStorySection model={model} cta={cta} isEditable={isEditable} onChange={change} />
      <CtaCriteriaSection cta={cta} isEditable={isEditable} onChange={change} />
      <OpenQuestions
        projectId={project.id}
        model={model}
        subjectKind="cta"
        subjectId={cta.id}
        isEditable={mayEdit('questions', [cta.objectId])}
      />
      <CtaCodeSection project={project} model={model} cta={cta} isEditable={isEditable} onChange={change} />
    </SidePanel>
  );
}

type FieldsProps = {
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly isEditable: boolean;
};

function RolesField({ model, cta, isEditable }: FieldsProps) {
  const roleIds = model.roles.map(({ id }) => id).filter((id) => model.roleIdsByCta.get(cta.id)?.has(id) === true);
  return (
    <FieldRow label="Roles" controlId="cta-roles">
      <MultiSelect
        id="cta-roles"
        data={model.roles.map(({ id, name }) => ({ value: id, label: name }))}
        value={[...roleIds]}
        placeholder={roleIds.length === 0 ? 'Who does it?' : ''}
        nothingFoundMessage="No such role"
        readOnly={!isEditable}
        onChange={(chosen) => {
          const edits = [
            ...chosen.flatMap((id) => giveRole(model, cta.id, id)),
            ...roleIds.filter((id) => !chosen.includes(id)).flatMap((id) => takeRole(model, cta.id, id)),
          ];
          void editProject(cta.projectId, edits, { label: `Change the roles of ${cta.name}` });
        }}
      />
    </FieldRow>
  );
}

type ChoiceFieldsProps = FieldsProps & {
  readonly project: ProjectRecord;
  readonly onChange: (patch: ModelPatch<'cta'>) => void;
};

function ChoiceFields({ project, model, cta, isEditable, onChange }: ChoiceFieldsProps) {
  const phases = phaseNames(
    project,
    [...model.tables.cta.values()].map(({ phase }) => phase),
  );
  return (
    <div className="panel-pair">
      <FieldRow label="Kind" controlId="cta-kind">
        <Select
          id="cta-kind"
          data={choicesOf(kindNames)}
          value={cta.kind}
          allowDeselect={false}
          readOnly={!isEditable}
          onChange={(value) => onChange({ kind: ctaKinds.find((kind) => kind === value) ?? cta.kind })}
        />
      </FieldRow>
      <FieldRow label="Tier" controlId="cta-tier">
        <Select
          id="cta-tier"
          data={choicesOf(tierNames)}
          value={cta.tier}
          allowDeselect={false}
          readOnly={!isEditable}
          onChange={(value) => onChange({ tier: tiers.find((tier) => tier === value) ?? cta.tier })}
        />
      </FieldRow>
      <FieldRow label="Priority" controlId="cta-priority">
        <Select
          id="cta-priority"
          data={choicesOf(priorityNames)}
          value={cta.priority}
          allowDeselect={false}
          readOnly={!isEditable}
          onChange={(value) => onChange({ priority: priorities.find((each) => each === value) ?? cta.priority })}
        />
      </FieldRow>
      <FieldRow label="Phase" controlId="cta-phase">
        <Select
          id="cta-phase"
          data={[...phases]}
          value={cta.phase === '' ? null : cta.phase}
          placeholder="No phase"
          clearable
          readOnly={!isEditable}
          onChange={(phase) => onChange({ phase: phase ?? '' })}
        />
      </FieldRow>
    </div>
  );
}
