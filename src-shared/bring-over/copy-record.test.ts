import { expect, test } from 'vitest';

import { attributeEntity, contextVisibilityEntity } from '../matrix/attribute-entities.ts';
import { ctaEntity } from '../matrix/cta-entities.ts';
import { cellKey, contextVisibilityId, pairKey, pairReviewId } from '../matrix/matrix-keys.ts';
import { pairReviewEntity } from '../matrix/object-entities.ts';
import { commentEntity } from '../matrix/question-entities.ts';
import { copyRecord, requiredIds } from './copy-record.ts';
import type { Destination } from './copy-record.ts';

const id = (number: number): string => `0193b8c0-0000-7000-8000-0000000000${String(number).padStart(2, '0')}`;
const [tenant, person, workspace, project, one, other] = [id(1), id(2), id(3), id(4), id(5), id(6)];
/** So that the two objects change their order. */
const copies = new Map([
  [workspace, id(13)],
  [project, id(14)],
  [one, id(26)],
  [other, id(15)],
]);
const to: Destination = { tenantId: id(91), userId: id(92), idOf: (known) => copies.get(known) };
const place = { tenantId: tenant, workspaceId: workspace, projectId: project };
const newPlace = { tenantId: id(91), workspaceId: id(13), projectId: id(14) };
const system = { createdAt: 1, updatedAt: 2, deletedAt: null };

test('a copy is in the other tenant, by the other person, and names copies', () => {
  const cta = { ...place, ...system, id: id(7), objectId: one, name: 'Pay', functionId: id(77), metadata: { by: one } };
  // What it names of a workspace that is not brought, it cannot name.
  expect(copyRecord(ctaEntity, cta, to)).toMatchObject({
    ...newPlace,
    objectId: id(26),
    name: 'Pay',
    functionId: null,
    metadata: { by: id(26) },
  });
  expect(copyRecord(ctaEntity, cta, to)).not.toHaveProperty('createdAt');
});

test.each([
  ['object', one, id(26)],
  ['cell', cellKey(one, other), cellKey(id(26), id(15))],
  ['pair', pairKey(one, other), pairKey(id(15), id(26))],
  ['project', project, id(14)],
  ['object', id(80), id(80)],
])('a comment on a %s is on its copy', (subjectKind, subjectId, expected) => {
  const comment = { ...place, ...system, id: id(8), subjectKind, subjectId, body: 'Why?', authorId: person };
  expect(copyRecord(commentEntity, comment, to)).toMatchObject({ subjectId: expected, authorId: id(92) });
});

test('a verdict on a pair has the id that the copies of both give it, the smaller first', () => {
  const review = {
    ...place,
    ...system,
    id: id(9),
    objectAId: one,
    objectBId: other,
    verdict: 'no',
    reviewedBy: person,
  };
  expect(copyRecord(pairReviewEntity, review, to)).toMatchObject({
    id: pairReviewId(id(14), id(15), id(26)),
    objectAId: id(15),
    objectBId: id(26),
  });
});

test('a visibility has the id that its context and its subject give it', () => {
  const visibility = { ...place, ...system, id: id(9), contextId: one, subjectKind: 'cta', subjectId: other };
  expect(copyRecord(contextVisibilityEntity, visibility, to)).toMatchObject({
    id: contextVisibilityId(id(26), id(15)),
    contextId: id(26),
    subjectId: id(15),
  });
});

test('ids in the rules of an attribute are those of copies', () => {
  const attribute = { ...place, ...system, id: id(9), objectId: one, validationRules: { objectId: other } };
  expect(copyRecord(attributeEntity, attribute, to)).toMatchObject({ validationRules: { objectId: id(15) } });
});

test('a copy cannot be without where it belongs and what it hangs on, and can be without what it may name', () => {
  const cta = { ...place, ...system, id: id(7), objectId: one, functionId: id(77) };
  expect(requiredIds(ctaEntity, cta).map(({ target }) => target)).toEqual(['workspace', 'project', 'object']);
});
