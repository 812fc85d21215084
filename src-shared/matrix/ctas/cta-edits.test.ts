import { expect, test } from 'vitest';

import { addCta, copyCta, dropCta, moveCta } from './cta-edits.ts';
import { ctaCells, everyCta, isFiltered, passesFilter } from './cta-cells.ts';
import { codeCoverage } from '../gaps/code-coverage.ts';
import { doublePrimaries, placeKey } from './cta-rules.ts';
import type { CtaRecord } from '../cta-entities.ts';
import { applyEdits, createEdit, patchEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newObject, newRole } from '../new-records.ts';
import { createProjectModel, emptyTables } from '../project-model.ts';
import type { ProjectModel } from '../project-model.ts';

const reach = { id: '', projectId: 'p', tenantId: '', workspaceId: '', createdAt: 0, updatedAt: 0, deletedAt: null };

function after(model: ProjectModel, edits: readonly ModelEdit[]): ProjectModel {
  return createProjectModel(applyEdits(model.tables, edits, reach), model);
}

/** Two objects, two roles, and `play` of the title for the viewer. */
function setup() {
  const empty = after(createProjectModel(emptyTables), [
    createEdit('object', 'title', newObject({ name: 'Title', rank: 'a0', createdBy: 'u' })),
    createEdit('object', 'list', newObject({ name: 'List', rank: 'a1', createdBy: 'u' })),
    createEdit('projectRole', 'viewer', newRole({ name: 'Viewer', rank: 'a0' })),
    createEdit('projectRole', 'kid', newRole({ name: 'Kid', rank: 'a1' })),
  ]);
  const model = after(empty, addCta(empty, { objectId: 'title', roleId: 'viewer' }, 'play', 'play'));
  return { model, play: ctaOf(model, 'play') };
}

function ctaOf(model: ProjectModel, id: string): CtaRecord {
  const found = model.tables.cta.get(id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

function placesOf(model: ProjectModel, id: string): readonly string[] {
  const cells = ctaCells(model, everyCta);
  return [...cells].flatMap(([objectId, byRole]) =>
    [...byRole].filter(([, ctas]) => ctas.some((cta) => cta.id === id)).map(([roleId]) => placeKey(objectId, roleId)),
  );
}

test('to another role it changes hands, and to no role it has none', () => {
  const { model, play } = setup();
  const from = { objectId: 'title', roleId: 'viewer' };
  expect(placesOf(after(model, moveCta(model, play, from, { ...from, roleId: 'kid' })), 'play')).toEqual(['title|kid']);
  expect(placesOf(after(model, moveCta(model, play, from, { ...from, roleId: null })), 'play')).toEqual(['title|']);
  expect(moveCta(model, play, from, from)).toEqual([]);
});

test('a copy within the object is one call to action of two roles, and moves with both to another object', () => {
  const { model, play } = setup();
  const shared = after(model, copyCta(model, play, { objectId: 'title', roleId: 'kid' }, 'unused'));
  expect(shared.tables.cta.size).toBe(1);
  expect(placesOf(shared, 'play')).toEqual(['title|viewer', 'title|kid']);
  const moved = moveCta(shared, play, { objectId: 'title', roleId: 'kid' }, { objectId: 'list', roleId: 'kid' });
  expect(placesOf(after(shared, moved), 'play')).toEqual(['list|viewer', 'list|kid']);
});

test('a copy for another object is another call to action with the same fields', () => {
  const { model, play } = setup();
  const copied = after(model, copyCta(model, play, { objectId: 'list', roleId: 'kid' }, 'copy'));
  expect(placesOf(copied, 'copy')).toEqual(['list|kid']);
  expect(ctaOf(copied, 'copy')).toMatchObject({ name: 'play', kind: play.kind, functionId: null });
});

test('out of its last cell it is deleted, out of one of several only that role loses it', () => {
  const { model, play } = setup();
  const place = { objectId: 'title', roleId: 'viewer' };
  expect(after(model, dropCta(model, play, place)).tables.cta.size).toBe(0);
  const shared = after(model, copyCta(model, play, { objectId: 'title', roleId: 'kid' }, 'unused'));
  expect(placesOf(after(shared, dropCta(shared, play, place)), 'play')).toEqual(['title|kid']);
});

test('two primary ones are told where they meet in one role', () => {
  const { model } = setup();
  const more = after(model, addCta(model, { objectId: 'title', roleId: 'viewer' }, 'rate', 'rate'));
  const both = after(more, [
    patchEdit('cta', 'play', { tier: 'primary' }),
    patchEdit('cta', 'rate', { tier: 'primary' }),
  ]);
  expect([...doublePrimaries(both)]).toEqual(['title|viewer']);
  expect(doublePrimaries(after(both, [patchEdit('cta', 'rate', { tier: 'secondary' })])).size).toBe(0);
});

test('coverage counts what has a function, and apart what lost it', () => {
  const { model } = setup();
  const whole = after(model, [
    ...addCta(model, { objectId: 'title', roleId: null }, 'rate', 'rate'),
    ...addCta(model, { objectId: 'list', roleId: null }, 'open', 'open'),
    patchEdit('cta', 'play', { functionId: 'f' }),
    patchEdit('cta', 'rate', { functionId: 'gone' }),
  ]);
  const coverage = codeCoverage(whole, new Set(['f']));
  expect(coverage.whole).toEqual({ ctaCount: 3, boundCount: 1, goneCount: 1 });
  expect(coverage.byObject.get('title')).toEqual({ ctaCount: 2, boundCount: 1, goneCount: 1 });
});

test('a filter lets through what is of its role, its kind and without a story', () => {
  const { model, play } = setup();
  expect(passesFilter(model, { ...everyCta, roleId: 'viewer', kind: 'read', isStoryMissing: true }, play)).toBe(true);
  expect(passesFilter(model, { ...everyCta, roleId: '' }, play)).toBe(false);
  expect(passesFilter(model, { ...everyCta, phase: 'now' }, play)).toBe(false);
});

test('words that are typed find what has each of them in its own words, its object or its roles', () => {
  const { model, play } = setup();
  const finds = (words: string): boolean => passesFilter(model, { ...everyCta, words }, play);
  expect(finds('PLAY')).toBe(true);
  expect(finds('view  title')).toBe(true);
  expect(finds('play kid')).toBe(false);
  expect(isFiltered({ ...everyCta, words: 'play' })).toBe(true);
});
