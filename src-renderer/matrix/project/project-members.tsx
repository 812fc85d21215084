import { Select } from '@mantine/core';
import { UserMinus } from 'lucide-react';
import { useState } from 'react';

import { membershipRoles, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { ProjectMembershipRecord, ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { MemberExceptions } from './member-exceptions.tsx';
import { removeMember, setMember } from '../project-actions.ts';

export type ProjectMembersProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly isReadOnly: boolean;
};

const roleTexts = { owner: 'Owner', editor: 'Editor', viewer: 'Viewer' } as const;
const roles = membershipRoles.map((role) => ({ value: role, label: roleTexts[role] }));

/** Who takes part, with their roles and the exceptions to them. */
export function ProjectMembers({ project, model, isReadOnly }: ProjectMembersProps) {
  const { records: members } = useRecords(projectMembershipEntity, { where: { projectId: project.id } });
  const { records: users } = useRecords(userEntity, { order: [{ field: 'name', direction: 'up' }] });
  const [openId, setOpenId] = useState<string | null>(null);
  const others = users.filter(({ id }) => !members.some(({ userId }) => userId === id));
  return (
    <>
      <ul className="project-members">
        {members.map((member) => {
          const name = users.find(({ id }) => id === member.userId)?.name ?? 'Somebody who is not on this device';
          return (
            <li key={member.id}>
              <MemberRow project={project} member={member} name={name} isReadOnly={isReadOnly}>
                {member.role === 'owner' ? null : (
                  <Button look="quiet" onClick={() => setOpenId(openId === member.id ? null : member.id)}>
                    {`Exceptions (${String(exceptionCount(member))})`}
                  </Button>
                )}
              </MemberRow>
              {openId === member.id ? (
                <MemberExceptions project={project} model={model} member={member} isReadOnly={isReadOnly} />
              ) : null}
            </li>
          );
        })}
      </ul>
      {others.length === 0 || isReadOnly ? (
        <p className="field-hint">
          Other people come with an organisation&rsquo;s server. Without one, this project is yours alone.
        </p>
      ) : (
        <Select
          aria-label="Take a person in"
          placeholder="Take a person in"
          searchable
          value={null}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(userId) => {
            if (userId !== null) void setMember(project, userId, 'viewer');
          }}
        />
      )}
    </>
  );
}

type MemberRowProps = {
  readonly project: ProjectRecord;
  readonly member: ProjectMembershipRecord;
  readonly name: string;
  readonly isReadOnly: boolean;
  readonly children: React.ReactNode;
};

function MemberRow({ project, member, name, isReadOnly, children }: MemberRowProps) {
  return (
    <div className="project-member">
      <span className="project-member-name">{name}</span>
      {children}
      <Select
        aria-label={`Role of ${name}`}
        allowDeselect={false}
        readOnly={isReadOnly}
        w={110}
        data={roles}
        value={member.role}
        onChange={(value) => {
          const role = membershipRoles.find((one) => one === value);
          if (role !== undefined) void setMember(project, member.userId, role, member.permissions);
        }}
      />
      {isReadOnly ? null : (
        <IconButton
          label={`Take ${name} out of the project`}
          icon={UserMinus}
          onClick={() => void removeMember(project, member.userId, name)}
        />
      )}
    </div>
  );
}

function exceptionCount({ permissions }: ProjectMembershipRecord): number {
  return Object.keys(permissions.artifacts).length + Object.keys(permissions.objects).length;
}
