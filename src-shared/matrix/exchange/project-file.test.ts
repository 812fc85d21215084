import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { AnyRecord } from '../../schema/entity.ts';
import { planImport } from './import-plan.ts';
import { modelEntities } from '../model-entities.ts';
import { pairOf } from '../matrix-keys.ts';
import { applyEdits } from '../model-edits.ts';
import { newAttribute, newCta, newObject, newRelationship, newRole } from '../new-records.ts';
import { keyedId } from '../project-content.ts';
import { formatProjectFile, parseProjectFile, projectFileFormat } from './project-file.ts';
import { emptyTables } from '../project-model.ts';
import type { ModelTables } from '../project-model.ts';
import { usualProjectSettings } from '../project-settings.ts';
import { readJsonImport } from './read-json-import.ts';

const head = { name: 'Streaming', description: 'Films', status: 'active', settings: usualProjectSettings } as const;
const projectId = 'project';
const reach = { tenantId: 'tenant', workspaceId: 'workspace', projectId, deletedAt: null };

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const text = fc.string({ unit: 'grapheme', maxLength: 200 });
// As JSON has it, without -0 for one, and without the one key that no schema lets in.
const metadata = fc
  .dictionary(fc.string({ maxLength: 10 }), fc.jsonValue(), { maxKeys: 3, noNullPrototype: true })
  .filter((given) => !JSON.stringify(given).includes('__proto__'))
  .map((given) => JSON.parse(JSON.stringify(given)) as object);

/** Tables with records of most entities, whose references fit and whose texts are any. */
const tablesArbitrary: fc.Arbitrary<ModelTables> = fc
  .tuple(
    fc.array(fc.tuple(name, text, metadata), { minLength: 2, maxLength: 6 }),
    fc.array(fc.tuple(name, text), { maxLength: 6 }),
  )
  .map(([objects, others]) => {
    const records: [string, string, object][] = objects.map(([objectName, description, extra], index) => [
      'object',
      `object-${String(index)}`,
      {
        ...newObject({ name: objectName, rank: `a${String(index)}`, createdBy: 'ada' }),
        description,
        synonyms: [objectName],
        layout: { x: index, y: -0.5 },
        metadata: extra,
      },
    ]);
    for (const [index, [given, words]] of others.entries()) {
      const [one, other] = [
        `object-${String(index % objects.length)}`,
        `object-${String((index + 1) % objects.length)}`,
      ];
      const id = String(index);
      const rank = `a${id}`;
      const [objectAId, objectBId] = pairOf(one, other);
      const review = { objectAId, objectBId, verdict: 'no', note: words, reviewedBy: 'ada' };
      records.push(
        [
          'relationship',
          `relationship-${id}`,
          { ...newRelationship({ sourceObjectId: one, targetObjectId: other }), description: words },
        ],
        ['projectRole', `role-${id}`, newRole({ name: given, rank })],
        ['cta', `cta-${id}`, { ...newCta({ objectId: one, name: given, rank }), userStory: words }],
        [
          'attribute',
          `attribute-${id}`,
          { ...newAttribute({ objectId: one, name: given, rank }), validationRules: { note: words } },
        ],
        ['sourceText', `text-${id}`, { name: given, kind: 'brief', body: words, rank }],
        [
          'comment',
          `comment-${id}`,
          {
            subjectKind: 'cell',
            subjectId: `${one}>${other}`,
            body: given,
            authorId: 'ada',
            parentId: null,
            isResolved: false,
          },
        ],
        [
          'openQuestion',
          `question-${id}`,
          {
            subjectKind: 'object',
            subjectId: one,
            question: given,
            answer: '',
            risk: 'low',
            isOpen: true,
            ownerId: null,
            metadata: {},
          },
        ],
      );
      records.push([
        'ctaRole',
        keyedId('ctaRole', { ctaId: `cta-${id}`, projectRoleId: `role-${id}` }, projectId) ?? '',
        { ctaId: `cta-${id}`, projectRoleId: `role-${id}` },
      ]);
      if (objectAId !== objectBId) records.push(['pairReview', keyedId('pairReview', review, projectId) ?? '', review]);
    }
    const times = { createdAt: 1, updatedAt: 2 };
    const tables = modelEntities.map((entity) => [
      entity.name,
      new Map(
        records
          .filter(([of]) => of === entity.name)
          .map(([, id, fields]) => [id, { ...nulls(entity), ...fields, ...reach, ...times, id }]),
      ),
    ]);
    return { ...emptyTables, ...Object.fromEntries(tables) } as ModelTables;
  });

function nulls({ fields }: (typeof modelEntities)[number]): object {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, { isOptional }]) => (isOptional ? [[field, null]] : [])),
  );
}

const system = new Set(['tenantId', 'workspaceId', 'projectId', 'deletedAt', 'createdAt', 'updatedAt']);

/** Every record without where it is and when it was written, by id. */
function recordsOf(tables: ModelTables) {
  return modelEntities.flatMap((entity) => {
    const records: readonly AnyRecord[] = [...tables[entity.name].values()];
    const sorted = records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    return sorted.map(({ id, ...record }) => {
      const fields = Object.entries(record).filter(([field]) => !system.has(field));
      return { entity: entity.name, id, fields: Object.fromEntries(fields) };
    });
  });
}

const context = { projectId, userId: 'ada', userNames: new Map([['ada', 'Ada']]), keepsAuthors: true };

test('a project that is written and read again has the same records', () => {
  fc.assert(
    fc.property(tablesArbitrary, (tables) => {
      const read = parseProjectFile(JSON.parse(formatProjectFile(head, tables)), projectFileFormat);
      expect(read).toEqual({ file: { project: head, records: recordsOf(tables) } });
    }),
  );
});

test('what a project has exported changes nothing in it', () => {
  fc.assert(
    fc.property(tablesArbitrary, (tables) => {
      const source = readJsonImport(formatProjectFile(head, tables), 'ada');
      const plan = planImport(source, { ...context, tables, newId: () => 'new' });
      expect(plan).toMatchObject({ created: [], changed: [], edits: [], problems: [] });
    }),
  );
});

test('a project made of a file has as many records, and exports what changes nothing in it', () => {
  fc.assert(
    fc.property(tablesArbitrary, (tables) => {
      let count = 0;
      const newId = () => `new-${String((count += 1)).padStart(5, '0')}`;
      const planInto = (given: ModelTables, into: ModelTables) =>
        planImport(readJsonImport(formatProjectFile(head, given), 'ada'), { ...context, tables: into, newId });
      const made = withTimes(applyEdits(emptyTables, planInto(tables, emptyTables).edits, { id: '', ...reach }));
      const sizes = (all: ModelTables) => modelEntities.map((entity) => all[entity.name].size);
      expect(sizes(made)).toEqual(sizes(tables));
      expect(planInto(made, made)).toMatchObject({ created: [], changed: [], problems: [] });
    }),
  );
});

function withTimes(tables: ModelTables): ModelTables {
  const next = modelEntities.map(({ name: entity }) => {
    const records: readonly AnyRecord[] = [...tables[entity].values()];
    return [entity, new Map(records.map((record) => [record.id, { ...record, createdAt: 1, updatedAt: 2 }]))];
  });
  return { ...emptyTables, ...Object.fromEntries(next) } as ModelTables;
}

test('a file of a later version is refused with a sentence that says what to do', () => {
  const read = parseProjectFile({ format: 'triptych-project/2' }, 'triptych-project/2');
  expect(read).toEqual({
    problems: [
      {
        path: 'format',
        sentence:
          'The file is of version 2, and this program reads up to version 1. Update Triptych, or export the project from there again in a way that this one reads.',
      },
    ],
  });
});

test.each([
  ['a field that nobody knows', { objects: [{ id: 'a', colour: 'red' }] }],
  ['a name that is too long', { project: { ...head, name: 'x'.repeat(256) } }],
  ['a list that is none', { ctas: {} }],
])('a file with %s is refused, and told where', (_what, part) => {
  const read = parseProjectFile({ format: projectFileFormat, project: head, ...part }, projectFileFormat);
  expect('problems' in read && read.problems.every(({ path, sentence }) => path !== '' && sentence.endsWith('.'))).toBe(
    true,
  );
});

test.each(['', '{', '[]', '{"format": 1}', '{"format": "other/1"}', 'null'])(
  '%s is refused with a sentence',
  (given) => {
    expect(readJsonImport(given, 'ada').problems).toMatchObject([
      { isFatal: true, sentence: expect.stringMatching(/\.$/u) },
    ]);
  },
);
