import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { codeCells } from './cell-codes.ts';
import { cellOf, cellText } from './cell-state.ts';
import { writeCells } from './cell-writes.ts';
import type { CellWrite } from './cell-writes.ts';
import { countingIds, edited, modelOf } from '../matrix-model.harness.ts';
import type { ProjectModel } from '../project-model.ts';

const names = ['A', 'B', 'C', 'D'];

function type(model: ProjectModel, ...writes: readonly (readonly [string, string, string])[]): ProjectModel {
  return write(
    model,
    writes.map(([rowId, columnId, text]) => ({ rowId, columnId, text })),
  );
}

let batch = 0;
function write(model: ProjectModel, writes: readonly CellWrite[]): ProjectModel {
  const newId = countingIds(`n${String((batch += 1)).padStart(5, '0')}-`);
  const done = writeCells(model, writes, { projectId: 'p', userId: 'ada', newId });
  expect(done).toMatchObject({ ok: true });
  return done.ok ? edited(model, done.value) : model;
}

function problems(model: ProjectModel, ...writes: readonly (readonly [string, string, string])[]): readonly string[] {
  const done = writeCells(
    model,
    writes.map(([rowId, columnId, text]) => ({ rowId, columnId, text })),
    { projectId: 'p', userId: 'ada', newId: countingIds() },
  );
  return done.ok ? [] : done.failure.map(({ rowId, columnId }) => `${rowId}${columnId}`);
}

function textOf(model: ProjectModel, rowId: string, columnId: string): string {
  return cellText(cellOf(model, rowId, columnId));
}

test('a cell that is typed makes the relationship, and the other direction sets its other end', () => {
  const made = type(modelOf(names), ['A', 'B', '0..*']);
  expect([textOf(made, 'A', 'B'), textOf(made, 'B', 'A')]).toEqual(['0..*', 'x']);
  const both = type(made, ['B', 'A', '1']);
  expect([...both.tables.relationship.values()]).toMatchObject([
    { sourceObjectId: 'A', targetObjectId: 'B', targetEnd: '0..*', sourceEnd: '1' },
  ]);
});

test('1:n sets both ends, whichever way round the relationship was made', () => {
  const model = type(modelOf(names), ['B', 'A', 'x'], ['A', 'B', '1:n']);
  expect([textOf(model, 'A', 'B'), textOf(model, 'B', 'A')]).toEqual(['0..*', '1']);
  expect(model.tables.relationship.size).toBe(1);
});

test('"no" removes what contradicts it, and a cardinality removes the "no"', () => {
  const no = type(modelOf(names), ['A', 'B', '1:n'], ['C', 'D', '1']);
  const reviewed = type(no, ['B', 'A', 'no']);
  expect([reviewed.tables.relationship.size, reviewed.tables.pairReview.size]).toEqual([1, 1]);
  expect(cellOf(reviewed, 'A', 'B').state).toBe('no');
  const related = type(reviewed, ['A', 'B', '*']);
  expect([related.tables.relationship.size, related.tables.pairReview.size]).toEqual([2, 0]);
});

test('clearing forgets one direction, then the relationship', () => {
  const model = type(modelOf(names), ['A', 'B', '1:n']);
  const half = type(model, ['A', 'B', '']);
  expect([textOf(half, 'A', 'B'), textOf(half, 'B', 'A')]).toEqual(['x', '1']);
  expect(type(half, ['A', 'B', '']).tables.relationship.size).toBe(0);
  expect(type(model, ['A', 'B', ''], ['B', 'A', '']).tables.relationship.size).toBe(0);
});

test('a question makes the pair contested and touches nothing else', () => {
  const model = type(modelOf(names), ['A', 'B', '1:n'], ['A', 'C', '? Both?']);
  expect(cellOf(model, 'C', 'A')).toMatchObject({ state: 'contested', questions: [{ question: 'Both?' }] });
  const bare = type(model, ['B', 'A', '?']);
  expect(cellOf(bare, 'A', 'B')).toMatchObject({
    state: 'contested',
    relationships: [{ end: '0..*' }],
    questions: [{ question: 'How do B and A relate?' }],
  });
});

test('a self relationship has both its ends in one cell, and there is no "no" to it', () => {
  const model = type(modelOf(names), ['A', 'A', '0..1:0..*']);
  expect([...model.tables.relationship.values()]).toMatchObject([{ sourceEnd: '0..1', targetEnd: '0..*' }]);
  const none = type(model, ['A', 'A', 'no']);
  expect([none.tables.relationship.size, none.tables.pairReview.size]).toEqual([0, 0]);
});

test('cells that contradict each other are told, and nothing of the batch is written', () => {
  const model = modelOf(names);
  expect(problems(model, ['A', 'B', '1:n'], ['B', 'A', '0..1'], ['C', 'D', '1'])).toEqual(['BA']);
  expect(problems(model, ['A', 'B', 'no'], ['B', 'A', '1'])).toEqual(['BA']);
  expect(problems(model, ['A', 'B', '7'], ['A', 'C', 'many'], ['A', 'D', '=cmd'])).toEqual(['AB', 'AD']);
});

const cardinality = fc.constantFrom('1', '0..1', '0..*', '1..*', 'x', '', 'no', '1:n', 'n:m', '1, 0..*');
const someWrite = fc.record({
  rowId: fc.constantFrom(...names),
  columnId: fc.constantFrom(...names),
  text: cardinality,
});

test('a matrix that is copied and pasted over an empty one of the same objects says the same', () => {
  fc.assert(
    fc.property(fc.array(someWrite, { maxLength: 12 }), (writes) => {
      let model = modelOf(names);
      for (const one of writes) model = write(model, [one]);
      const cells = names.flatMap((rowId) =>
        names.map((columnId) => ({ rowId, columnId, text: textOf(model, rowId, columnId) })),
      );
      const pasted = write(modelOf(names), cells);
      const again = cells.map(({ rowId, columnId }) => textOf(pasted, rowId, columnId));
      expect(again).toEqual(cells.map(({ text }) => text));
      // And over itself it changes nothing.
      const same = writeCells(model, cells, { projectId: 'p', userId: 'ada', newId: countingIds('z') });
      expect(same).toEqual({ ok: true, value: [] });
    }),
  );
});

test('after any edit the codes are those of a model that is coded anew', () => {
  fc.assert(
    fc.property(fc.array(fc.array(someWrite, { minLength: 1, maxLength: 3 }), { maxLength: 10 }), (batches) => {
      let model = modelOf(names);
      let codes = codeCells(model);
      for (const writes of batches) {
        const [first] = writes;
        if (first === undefined) continue;
        model = write(model, [first]);
        codes = codeCells(model, codes);
        expect([...codes.codes]).toEqual([...codeCells(model).codes]);
      }
    }),
  );
});
