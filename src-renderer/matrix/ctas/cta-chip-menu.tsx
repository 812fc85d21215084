import { Menu } from '@mantine/core';
import { Copy, IdCard, Trash2 } from 'lucide-react';

import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { MenuAtPoint } from '../../ui/menu-at-point.tsx';
import { GapMenuItems } from '../gaps/gap-menu-items.tsx';
import { useGapsOf } from '../gaps/use-gaps.ts';
import { deleteCta, dropCtaFrom, patchCta, roleName, shareCta } from './cta-actions.ts';
import { choicesOf, kindIcons, kindNames, tierNames } from './cta-marks.tsx';

export type ChipMenu = { readonly ctaId: string; readonly place: CtaPlace; readonly x: number; readonly y: number };

export type CtaChipMenuProps = ChipMenu & {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly isEditable: boolean;
  readonly announce: (text: string) => void;
  readonly onOpen: (ctaId: string) => void;
  readonly onClose: () => void;
};

/** What can be done with a chip, where it was asked for. */
export function CtaChipMenu({ ctaId, place, x, y, model, isEditable, onClose, ...rest }: CtaChipMenuProps) {
  const { project, announce, onOpen } = rest;
  const projectId = project.id;
  const gaps = useGapsOf(projectId, { kind: 'cta', id: ctaId });
  const cta = model.tables.cta.get(ctaId);
  if (cta === undefined) return null;
  const roleIds = model.roleIdsByCta.get(ctaId) ?? new Set<string>();
  const otherRoles = model.roles.filter(({ id }) => !roleIds.has(id));
  return (
    <MenuAtPoint x={x} y={y} width={260} label={`Menu of ${cta.name}`} onClose={onClose}>
      <Menu.Item leftSection={<IdCard size={14} aria-hidden />} onClick={() => onOpen(ctaId)}>
        Open the card
      </Menu.Item>
      {gaps.length === 0 ? null : (
        <>
          <Menu.Label>Open about it</Menu.Label>
          <GapMenuItems project={project} gaps={gaps} subject={{ kind: 'cta', id: ctaId }} shownMax={3} />
        </>
      )}
      {isEditable ? (
        <>
          <Menu.Label>Tier</Menu.Label>
          {choicesOf(tierNames).map(({ value, label }) => (
            <Menu.Item key={value} disabled={cta.tier === value} onClick={() => patchCta(cta, { tier: value })}>
              {label}
            </Menu.Item>
          ))}
          <Menu.Label>Kind</Menu.Label>
          {choicesOf(kindNames).map(({ value, label }) => {
            const Icon = kindIcons[value];
            return (
              <Menu.Item
                key={value}
                leftSection={<Icon size={14} aria-hidden />}
                disabled={cta.kind === value}
                onClick={() => patchCta(cta, { kind: value })}
              >
                {label}
              </Menu.Item>
            );
          })}
          {otherRoles.length === 0 ? null : <Menu.Label>Share with</Menu.Label>}
          {otherRoles.map((role) => (
            <Menu.Item
              key={role.id}
              leftSection={<Copy size={14} aria-hidden />}
              onClick={() => announce(shareCta(projectId, cta, role.id) ?? '')}
            >
              {role.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {roleIds.size > 1 && place.roleId !== null ? (
            <Menu.Item onClick={() => announce(dropCtaFrom(projectId, cta, place) ?? '')}>
              Take from {roleName(model, place.roleId)}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<Trash2 size={14} aria-hidden />} onClick={() => deleteCta(projectId, cta)}>
            Delete
          </Menu.Item>
        </>
      ) : null}
    </MenuAtPoint>
  );
}
