import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { alignBoxes, alignments, distributeBoxes } from './align-boxes.ts';
import { bendAround } from './bend-around.ts';
import { crowsFoot } from '../crows-foot.ts';
import { layeredLayout } from './layered-layout.ts';
import { ends } from '../object-entities.ts';
import { modelOf } from '../matrix-model.harness.ts';
import { createEdit } from '../model-edits.ts';
import { nearestBox } from './nearest-box.ts';
import { newRelationship } from '../new-records.ts';
import { ringLayout } from './ring-layout.ts';
import { makeRoom } from './system-blocks.ts';
import { edgeShape, isNear, nodeSize } from './system-geometry.ts';
import type { Box, Point } from './system-geometry.ts';
import { placeFresh } from './system-placing.ts';
import { inLanes } from './system-scene.ts';
import { neighboursAlong, thinEdges } from './thin-edges.ts';
import type { PlainEdge } from './thin-edges.ts';

const names = fc
  .integer({ min: 1, max: 30 })
  .map((count) => Array.from({ length: count }, (_, index) => `o${String(index)}`));
const graphs = names.chain((ids) =>
  fc.record({
    ids: fc.constant(ids),
    edges: fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), { maxLength: 60 }),
  }),
);

function boxesAt(points: ReadonlyMap<string, Point>): ReadonlyMap<string, Box> {
  return new Map([...points].map(([id, point]) => [id, { ...point, ...nodeSize }]));
}

function expectApart(points: ReadonlyMap<string, Point>): void {
  const boxes = [...boxesAt(points).values()];
  for (const [index, box] of boxes.entries())
    for (const other of boxes.slice(index + 1)) expect(isNear(box, other, 0)).toBe(false);
}

test('whatever is new gets a place where nothing stands, and nothing else moves', () => {
  fc.assert(
    fc.property(graphs, fc.nat(), ({ ids, edges }, seed) => {
      const neighboursOf = neighboursAlong(edges);
      const old = ids.slice(0, seed % (ids.length + 1));
      const placed = layeredLayout(old, (id) => neighboursOf(id).filter((other) => old.includes(other)), nodeSize);
      const found = placeFresh({ placed, freshIds: ids.slice(old.length), neighboursOf, size: nodeSize });
      expect([...found.keys()].toSorted()).toEqual(ids.slice(old.length).toSorted());
      expectApart(new Map([...placed, ...found]));
    }),
  );
});

test('a new object comes to stand near what it is related to', () => {
  const placed = new Map([
    ['near', { x: 0, y: 0 }],
    ['far', { x: 5000, y: 5000 }],
  ]);
  const found = placeFresh({ placed, freshIds: ['new'], neighboursOf: () => ['near'], size: nodeSize }).get('new');
  expect(Math.hypot(found?.x ?? 9999, found?.y ?? 9999)).toBeLessThan(400);
});

test('the plain layouts place everything, apart from each other, the same each time', () => {
  fc.assert(
    fc.property(graphs, ({ ids, edges }) => {
      for (const lay of [
        () => layeredLayout(ids, neighboursAlong(edges), nodeSize),
        () => ringLayout(ids, edges, nodeSize),
      ]) {
        const points = lay();
        expect([...points.keys()].toSorted()).toEqual([...ids].toSorted());
        expectApart(points);
        expect(lay()).toEqual(points);
      }
    }),
  );
});

test('clusters that open push the others away, and nothing changes sides', () => {
  fc.assert(
    fc.property(
      names.map((ids) => ringLayout(ids, [], nodeSize)),
      fc.array(fc.nat({ max: 29 }), { maxLength: 4 }),
      (points, opened) => {
        const closed = boxesAt(points);
        const ids = [...closed.keys()];
        const openSizes = new Map(
          opened.flatMap((index) => {
            const id = ids[index % ids.length];
            return id === undefined ? [] : [[id, { width: 700, height: 500 }] as const];
          }),
        );
        const moved = [...makeRoom(closed, openSizes)].map(([id, point]): Box => ({
          ...point,
          ...(openSizes.get(id) ?? nodeSize),
        }));
        for (const [index, box] of moved.entries())
          for (const other of moved.slice(index + 1)) expect(isNear(box, other, 0)).toBe(false);
      },
    ),
  );
  const closed = boxesAt(ringLayout(['a', 'b', 'c', 'd'], [], nodeSize));
  expect(makeRoom(closed, new Map())).toEqual(new Map([...closed].map(([id, { x, y }]) => [id, { x, y }])));
});

test('an arrow leads that way as long as anything lies that way', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -40, max: 40 })), {
        minLength: 1,
        maxLength: 25,
        selector: String,
      }),
      (places) => {
        const boxes = new Map(
          places.map(([x, y], index): [string, Box] => [`o${String(index)}`, { x: x * 60, y: y * 40, ...nodeSize }]),
        );
        for (const [id, { x, y }] of boxes) {
          const right = boxes.get(nearestBox(boxes, id, 'right') ?? '');
          const up = boxes.get(nearestBox(boxes, id, 'up') ?? '');
          expect(right !== undefined).toBe([...boxes.values()].some((box) => box.x > x));
          expect(up !== undefined).toBe([...boxes.values()].some((box) => box.y < y));
          expect(right?.x ?? Infinity).toBeGreaterThan(x);
          expect(up?.y ?? -Infinity).toBeLessThan(y);
        }
      },
    ),
  );
});

test('fewer edges hold together what all of them did', () => {
  fc.assert(
    fc.property(graphs, fc.nat({ max: 20 }), ({ ids, edges }, edgesMax) => {
      const groups = (some: readonly PlainEdge[]): number => {
        const neighboursOf = neighboursAlong(some);
        const left = new Set(ids);
        let count = 0;
        for (const id of ids) {
          if (!left.delete(id)) continue;
          count += 1;
          const queue = [id];
          for (const next of queue) for (const other of neighboursOf(next)) if (left.delete(other)) queue.push(other);
        }
        return count;
      };
      const thin = thinEdges(edges, edgesMax);
      expect(groups(thin)).toBe(groups(edges));
      expect(thin.length).toBeLessThanOrEqual(Math.max(edgesMax, ids.length - 1));
    }),
  );
});

test('each end has a mark of its own, and an end that is not known has none', () => {
  const marks = ends.map((end) => crowsFoot(end, { x: 0, y: 0 }, { x: 1, y: 0 }));
  expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(ends.length);
  expect(marks.map(({ ring }) => ring !== null)).toEqual([false, true, true, false]);
  expect(crowsFoot(null, { x: 0, y: 0 }, { x: 1, y: 0 })).toEqual({ strokes: '', ring: null });
});

test('an edge begins and ends at the borders of its boxes', () => {
  const [source, target] = [
    { x: 0, y: 0, ...nodeSize },
    { x: 600, y: 0, ...nodeSize },
  ];
  const { start, end, middle } = edgeShape(source, target, 0);
  expect([start, end, middle]).toEqual([
    { x: 192, y: 33 },
    { x: 600, y: 33 },
    { x: 396, y: 33 },
  ]);
});

test('an edge runs around an object that lies between its ends', () => {
  const relate = createEdit('relationship', 'r', newRelationship({ sourceObjectId: 'a', targetObjectId: 'c' }));
  const model = modelOf(['a', 'b', 'c'], [relate]);
  const edges = inLanes([...model.tables.relationship.values()]);
  const at = (y: number): ReadonlyMap<string, Box> =>
    boxesAt(
      new Map([
        ['a', { x: 0, y: 0 }],
        ['b', { x: 400, y }],
        ['c', { x: 800, y: 0 }],
      ]),
    );
  expect(bendAround(edges, at(0)).get('r')).not.toBe(0);
  expect(bendAround(edges, at(0)).has('r')).toBe(true);
  expect(bendAround(edges, at(400)).has('r')).toBe(false);
});

test('aligned boxes share a side or a middle; distributed ones the space between them', () => {
  const boxes = boxesAt(
    new Map([
      ['a', { x: 0, y: 0 }],
      ['b', { x: 300, y: 40 }],
      ['c', { x: 1000, y: 200 }],
    ]),
  );
  expect([...alignBoxes(boxes, 'left').values()].map(({ x }) => x)).toEqual([0, 0, 0]);
  expect([...alignBoxes(boxes, 'bottom').values()].map(({ y }) => y)).toEqual([200, 200, 200]);
  expect([...distributeBoxes(boxes, 'x').values()].map(({ x }) => x)).toEqual([0, 500, 1000]);
  for (const alignment of alignments) expect(alignBoxes(new Map(), alignment)).toEqual(new Map());
});
