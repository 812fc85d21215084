import { expect, test } from 'vitest';

import { edited, modelOf } from '../matrix-model.harness.ts';
import { createEdit, patchEdit } from '../model-edits.ts';
import { newRelationship } from '../new-records.ts';
import { usualProjectSettings } from '../project-settings.ts';
import { drawSystemModel, systemPositions } from './svg-system.ts';

const project = { name: 'A & B', description: '', status: 'active', settings: usualProjectSettings } as const;
const related = [
  createEdit('relationship', 'r1', {
    ...newRelationship({ sourceObjectId: 'Account', targetObjectId: '<Plan>' }),
    description: 'holds "many" & more\u0000',
    targetEnd: '0..*',
  }),
  createEdit('relationship', 'r2', newRelationship({ sourceObjectId: 'Account', targetObjectId: 'Account' })),
];

test('the picture has every object and relationship, and nothing in a name becomes part of it', () => {
  const svg = drawSystemModel({ project, model: modelOf(['Account', '<Plan>', '🎬 שלום'], related) });
  expect(svg).toContain('A &amp; B: system model');
  expect(svg).toContain('&lt;Plan&gt;');
  expect(svg).toContain('holds &quot;many&quot; &amp; more');
  expect(svg).toContain('🎬 שלום');
  expect(svg).not.toContain('<Plan>');
  expect(svg).not.toContain('\u0000');
  // One end of the first is known; both of the second are not.
  expect(svg.match(/stroke-dasharray/gu)).toHaveLength(3);
});

test('objects stand where people put them, and the others near what they are related to', () => {
  const model = edited(modelOf(['Account', '<Plan>'], related), [
    patchEdit('object', 'Account', { layout: { x: 4000, y: 3000 } }),
  ]);
  const positions = systemPositions(model);
  expect(positions.get('Account')).toEqual({ x: 4000, y: 3000 });
  const { x = 0, y = 0 } = positions.get('<Plan>') ?? {};
  expect(Math.hypot(x - 4000, y - 3000)).toBeLessThan(500);
});

test('a model without objects is a picture that says so', () => {
  expect(drawSystemModel({ project, model: modelOf([]) })).toContain('There are no objects yet.');
});
