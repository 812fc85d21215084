import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contextVisibilityId } from './matrix-keys.ts';
import { applyEdits, createEdit } from './model-edits.ts';
import { newAttribute, newCta, newObject } from './new-records.ts';
import { createProjectModel, emptyModel } from './project-model.ts';
import type { ProjectModel } from './project-model.ts';
import { addContexts, answerCell, countShifts, objectsByShifts, shapeshifterOf } from './shapeshifter-rules.ts';
import type { CellAnswer } from './shapeshifter-rules.ts';

const reach = { projectId: 'p', tenantId: 't', workspaceId: 'w', createdAt: 0, updatedAt: 0, deletedAt: null, id: '' };

function setupShifter() {
  let count = 0;
  const newId = () => `id-${String((count += 1))}`;
  let model: ProjectModel = emptyModel;
  const edit = (edits: Parameters<typeof applyEdits>[1]) => {
    model = createProjectModel(applyEdits(model.tables, edits, reach), model);
  };
  edit([
    createEdit('object', 'plain', newObject({ name: 'Plain', rank: 'a0', createdBy: 'ada' })),
    createEdit('object', 'title', newObject({ name: 'Title', rank: 'a1', createdBy: 'ada' })),
    createEdit('cta', 'play', newCta({ objectId: 'title', name: 'Play', rank: 'a0' })),
    createEdit('attribute', 'year', newAttribute({ objectId: 'title', name: 'year', rank: 'a0' })),
    createEdit('attribute', 'name', {
      ...newAttribute({ objectId: 'title', name: 'name', rank: 'a1' }),
      category: 'core',
    }),
  ]);
  edit(addContexts({ model, newId }, 'title', ['Card', 'Detail', 'List row']));
  const answer = (rowIndex: number, columnIndex: number, given: CellAnswer) => {
    const { rows, contexts } = shapeshifterOf(model, 'title');
    const [row, context] = [rows[rowIndex], contexts[columnIndex]];
    if (row === undefined || context === undefined) throw new Error('There is no such cell.');
    edit([answerCell(model, context.id, row.subject, given)]);
  };
  return { model: () => model, answer, shifter: () => shapeshifterOf(model, 'title') };
}

test('core content comes first, then metadata, then calls to action', () => {
  const { shifter } = setupShifter();
  expect(shifter().rows.map(({ subject }) => subject.record.name)).toEqual(['name', 'year', 'Play']);
  expect(shifter().contexts.map(({ name }) => name)).toEqual(['Card', 'Detail', 'List row']);
});

test('what shows nowhere or everywhere is no difference; what one context leaves out is', () => {
  const { shifter, answer } = setupShifter();
  expect(countShifts(shifter())).toEqual({ differences: 0, undecided: 0, unintended: 0 });
  answer(0, 0, { isVisible: true });
  answer(0, 1, { isVisible: true });
  expect(countShifts(shifter())).toEqual({ differences: 1, undecided: 1, unintended: 0 });
  answer(0, 2, { isIntentional: false, note: 'It must show' });
  expect(shifter().rows[0]?.cells[2]).toMatchObject({ isDifference: true, isIntentional: false, note: 'It must show' });
  expect(countShifts(shifter())).toEqual({ differences: 1, undecided: 0, unintended: 1 });
  answer(0, 2, { isVisible: true });
  expect(countShifts(shifter())).toEqual({ differences: 0, undecided: 0, unintended: 0 });
});

test('objects with undecided differences are listed first', () => {
  const { model, answer } = setupShifter();
  answer(1, 0, { isVisible: true });
  expect(objectsByShifts(model()).map(({ object, counts }) => [object.name, counts.undecided])).toEqual([
    ['Title', 2],
    ['Plain', 0],
  ]);
});

test('each answer is kept, whatever was answered before, under the id of its key', () => {
  const answers = fc.array(
    fc.record({
      row: fc.nat(2),
      column: fc.nat(2),
      answer: fc.oneof(
        fc.record({ isVisible: fc.boolean() }),
        fc.record({ isIntentional: fc.option(fc.boolean()) }),
        fc.record({ note: fc.string() }),
      ),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(answers, (given) => {
      const { model, shifter, answer } = setupShifter();
      for (const one of given) {
        answer(one.row, one.column, one.answer);
        expect(shifter().rows[one.row]?.cells[one.column]).toMatchObject(one.answer);
      }
      for (const record of model().tables.contextVisibility.values()) {
        expect(record.id).toBe(contextVisibilityId(record.contextId, record.subjectId));
      }
      const { differences, undecided, unintended } = countShifts(shifter());
      expect(undecided + unintended).toBeLessThanOrEqual(differences);
    }),
  );
});
