import { choiceIn, listIn, optionsOf, textIn } from './gap-fix.ts';
import type { EditsFix, FixDeps, FixField, FixOption, FixValues, GapFix } from './gap-fix.ts';
import type { Gap } from './gap.ts';
import { ctaRoleId } from '../matrix-keys.ts';
import { ctaKinds } from '../cta-entities.ts';
import type { CtaRecord } from '../cta-entities.ts';
import type { ObjectRecord } from '../object-entities.ts';
import { createEdit, patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newCta, newRole, rankAfter } from '../new-records.ts';

/** Fixes of C1 to C8. */
export function fixCta(deps: FixDeps, { code, id, also }: Gap): readonly GapFix[] {
  const { tables } = deps.model;
  if (code === 'C7') return fixRole(deps, id);
  if (code === 'C2' || code === 'C3' || code === 'C6') {
    const cta = tables.cta.get(id);
    return cta === undefined ? [] : fixOneCta(deps, cta, code);
  }
  const object = tables.object.get(id);
  if (object === undefined) return [];
  if (code === 'C1') return [newCtaFix(deps, object, { label: 'Add a call to action', name: '', kind: 'read' })];
  if (code === 'C4') return primaryFixes(deps, object, also);
  if (code === 'C8') return onePrimaryFixes(deps, object, also);
  const given = { label: 'Add how', name: `Create ${object.name}`, kind: 'create' } as const;
  return code === 'C5' ? [newCtaFix(deps, object, given)] : [];
}

function fixOneCta(deps: FixDeps, cta: CtaRecord, code: 'C2' | 'C3' | 'C6'): readonly GapFix[] {
  const { id, name } = cta;
  if (code === 'C2') {
    return [
      {
        kind: 'form',
        label: 'Give it roles',
        undoLabel: `Roles of ${name}`,
        fields: [rolesField(deps, true)],
        toEdits: (values) => roleEdits(deps, id, values),
      },
    ];
  }
  const field: FixField =
    code === 'C3'
      ? { name: 'userStory', label: 'User story', control: 'text', value: storyOf(deps, cta), isNeeded: true }
      : {
          name: 'acceptanceCriteria',
          label: 'Acceptance criteria',
          control: 'text',
          value: '',
          placeholder: 'One on each line, or Given … When … Then …',
          isNeeded: true,
        };
  return [
    {
      kind: 'form',
      label: code === 'C3' ? 'Write the story' : 'Write criteria',
      undoLabel: `${field.label} of ${name}`,
      fields: [field],
      toEdits: (values) => [patchEdit('cta', id, { [field.name]: textIn(values, field.name) })],
    },
  ];
}

/** How the process writes a story, with what is known filled in: the object's name in capitals. */
function storyOf({ model }: FixDeps, { id, name, objectId }: CtaRecord): string {
  const [roleId = ''] = model.roleIdsByCta.get(id) ?? [];
  const role = model.tables.projectRole.get(roleId)?.name ?? '…';
  const object = model.tables.object.get(objectId)?.name.toUpperCase() ?? '…';
  return `As ${role}, I want to ${name.slice(0, 1).toLowerCase()}${name.slice(1)} (${object}), so that …`;
}

function fixRole(deps: FixDeps, roleId: string): readonly GapFix[] {
  const { model } = deps;
  const role = model.tables.projectRole.get(roleId);
  if (role === undefined) return [];
  const options: readonly FixOption[] = model.objects.flatMap((object) =>
    (model.ctasByObject.get(object.id) ?? []).map(({ id, name }) => ({ value: id, label: `${name} (${object.name})` })),
  );
  return [
    {
      kind: 'form',
      label: 'Give it calls to action',
      undoLabel: `Calls to action of ${role.name}`,
      fields: [
        { name: 'ctas', label: `What may ${role.name} do?`, control: 'choices', options, value: [], isNeeded: true },
      ],
      toEdits: (values) =>
        listIn(values, 'ctas')
          .filter((id) => model.tables.cta.has(id))
          .map((ctaId) => createEdit('ctaRole', ctaRoleId(ctaId, roleId), { ctaId, projectRoleId: roleId })),
    },
    {
      kind: 'edits',
      label: 'Delete the role',
      undoLabel: `Delete the role ${role.name}`,
      edits: [removeEdit('projectRole', roleId)],
    },
  ];
}

type NewCta = { readonly label: string; readonly name: string; readonly kind: CtaRecord['kind'] };

function newCtaFix(deps: FixDeps, object: ObjectRecord, { label, name, kind }: NewCta): GapFix {
  const { model, newId } = deps;
  return {
    kind: 'form',
    label,
    undoLabel: `Add a call to action to ${object.name}`,
    fields: [
      { name: 'name', label: 'Call to action', control: 'line', value: name, placeholder: 'A verb', isNeeded: true },
      { name: 'kind', label: 'Kind', control: 'choice', options: optionsOf(ctaKinds), value: kind },
      rolesField(deps, false),
    ],
    toEdits: (values) => {
      const id = newId();
      const rank = rankAfter(model.ctasByObject.get(object.id) ?? []);
      const draft = newCta({ objectId: object.id, name: textIn(values, 'name'), rank });
      const chosen = choiceIn(values, 'kind', ctaKinds) ?? kind;
      return [createEdit('cta', id, { ...draft, kind: chosen }), ...roleEdits(deps, id, values)];
    },
  };
}

/** Roles to choose from; where there is none yet, a line for the first. */
function rolesField({ model }: FixDeps, isNeeded: boolean): FixField {
  if (model.roles.length === 0) {
    return { name: 'newRole', label: 'Who may do it?', control: 'line', value: '', placeholder: 'A role', isNeeded };
  }
  const options = model.roles.map(({ id, name }) => ({ value: id, label: name }));
  return { name: 'roles', label: 'Who may do it?', control: 'choices', options, value: [], isNeeded };
}

function roleEdits({ model, newId }: FixDeps, ctaId: string, values: FixValues): readonly ModelEdit[] {
  const named = textIn(values, 'newRole');
  const edits: ModelEdit[] = [];
  const roleIds = listIn(values, 'roles').filter((id) => model.tables.projectRole.has(id));
  if (named !== '') {
    const roleId = newId();
    edits.push(createEdit('projectRole', roleId, newRole({ name: named, rank: rankAfter(model.roles) })));
    roleIds.push(roleId);
  }
  for (const projectRoleId of roleIds) {
    edits.push(createEdit('ctaRole', ctaRoleId(ctaId, projectRoleId), { ctaId, projectRoleId }));
  }
  return edits;
}

function ctasOf({ model }: FixDeps, objectId: string, roleId: string): readonly CtaRecord[] {
  return (model.ctasByObject.get(objectId) ?? []).filter(({ id }) => model.roleIdsByCta.get(id)?.has(roleId) === true);
}

function primaryFixes(deps: FixDeps, object: ObjectRecord, roleId: string): readonly EditsFix[] {
  return ctasOf(deps, object.id, roleId).map(({ id, name }) => ({
    kind: 'edits',
    label: `"${name}" is primary`,
    undoLabel: `${name} is primary`,
    edits: [patchEdit('cta', id, { tier: 'primary' })],
  }));
}

function onePrimaryFixes(deps: FixDeps, object: ObjectRecord, roleId: string): readonly EditsFix[] {
  const primaries = ctasOf(deps, object.id, roleId).filter(({ tier }) => tier === 'primary');
  return primaries.map(({ id, name }) => ({
    kind: 'edits',
    label: `Only "${name}"`,
    undoLabel: `Only ${name} is primary`,
    edits: primaries
      .filter((other) => other.id !== id)
      .map((other) => patchEdit('cta', other.id, { tier: 'secondary' })),
  }));
}
