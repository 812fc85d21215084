import { Select } from '@mantine/core';

import type { ProjectMembershipRecord, ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { accessLevels, artifacts } from '#shared/matrix/project-settings.ts';
import type { AccessLevel, Artifact } from '#shared/matrix/project-settings.ts';

import { setMember } from '../project-actions.ts';

export type MemberExceptionsProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly member: ProjectMembershipRecord;
  readonly isReadOnly: boolean;
};

const levelTexts: { readonly [level in AccessLevel]: string } = {
  none: 'does not see',
  view: 'reads',
  edit: 'edits',
};
const artifactTexts: { readonly [artifact in Artifact]: string } = {
  objects: 'Objects',
  relationships: 'Relationships',
  ctas: 'Calls to action',
  attributes: 'Attributes',
  roles: 'Roles',
  texts: 'Texts and files',
  questions: 'Open questions',
  comments: 'Comments',
  shapeshifter: 'Shapeshifter',
};

/** What a member may do otherwise than their role says: by kind of thing, and by object. */
export function MemberExceptions({ project, model, member, isReadOnly }: MemberExceptionsProps) {
  const { role, permissions, userId } = member;
  const usual = role === 'viewer' ? 'reads' : 'edits';
  function setArtifact(artifact: Artifact, level: AccessLevel | undefined): void {
    const { [artifact]: _before, ...rest } = permissions.artifacts;
    const next = level === undefined ? rest : { ...rest, [artifact]: level };
    void setMember(project, userId, role, { ...permissions, artifacts: next });
  }
  function setObject(objectId: string, level: AccessLevel | undefined): void {
    const { [objectId]: _before, ...rest } = permissions.objects;
    const next = level === undefined ? rest : { ...rest, [objectId]: level };
    void setMember(project, userId, role, { ...permissions, objects: next });
  }
  const excepted = Object.entries(permissions.objects);
  const others = model.objects.filter(({ id }) => permissions.objects[id] === undefined);
  return (
    <div className="member-exceptions">
      {artifacts.map((artifact) => (
        <LevelSelect
          key={artifact}
          label={artifactTexts[artifact]}
          usual={`as the role: ${usual}`}
          level={permissions.artifacts[artifact]}
          isReadOnly={isReadOnly}
          onChange={(level) => setArtifact(artifact, level)}
        />
      ))}
      {excepted.map(([objectId, level]) => (
        <LevelSelect
          key={objectId}
          label={`Object ${model.tables.object.get(objectId)?.name ?? 'that was deleted'}`}
          usual="no exception"
          level={level}
          isReadOnly={isReadOnly}
          onChange={(next) => setObject(objectId, next)}
        />
      ))}
      {isReadOnly || others.length === 0 ? null : (
        <Select
          aria-label="Except an object"
          placeholder="Except an object"
          searchable
          limit={50}
          value={null}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(objectId) => {
            if (objectId !== null) setObject(objectId, 'view');
          }}
        />
      )}
    </div>
  );
}

type LevelSelectProps = {
  readonly label: string;
  readonly usual: string;
  readonly level: AccessLevel | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (level: AccessLevel | undefined) => void;
};

function LevelSelect({ label, usual, level, isReadOnly, onChange }: LevelSelectProps) {
  return (
    <div className="member-exception">
      <span>{label}</span>
      <Select
        aria-label={label}
        allowDeselect={false}
        readOnly={isReadOnly}
        data={[{ value: '', label: usual }, ...accessLevels.map((one) => ({ value: one, label: levelTexts[one] }))]}
        value={level ?? ''}
        onChange={(value) => onChange(accessLevels.find((one) => one === value))}
      />
    </div>
  );
}
