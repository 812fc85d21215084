import { expect, test } from 'vitest';

import { instantOf } from '../base/instant.ts';
import { countOpenThreads, listThreads } from './comment-threads.ts';
import type { CommentRecord } from './question-entities.ts';
import { emptyTables } from './project-model.ts';

function comment(id: string, given: Partial<CommentRecord> = {}): CommentRecord {
  const times = { createdAt: instantOf(0), updatedAt: instantOf(0), deletedAt: null };
  const place = { tenantId: 't', workspaceId: 'w', projectId: 'p' };
  const subject = { subjectKind: 'cell', subjectId: 'a>b' } as const;
  return { id, ...times, ...place, ...subject, body: id, authorId: 'ada', parentId: null, isResolved: false, ...given };
}

function tablesOf(...comments: readonly CommentRecord[]) {
  return { tables: { ...emptyTables, comment: new Map(comments.map((one) => [one.id, one])) } };
}

test('a thread is a comment with its answers, and open ones come first', () => {
  const model = tablesOf(
    comment('c3', { parentId: 'c1' }),
    comment('c1', { isResolved: true }),
    comment('c2'),
    comment('c4', { subjectId: 'b>a' }),
  );
  const threads = listThreads(model, { kind: 'cell', id: 'a>b' });
  expect(threads.map(({ root, replies }) => [root.id, replies.map(({ id }) => id)])).toEqual([
    ['c2', []],
    ['c1', ['c3']],
  ]);
  expect(listThreads(model)).toHaveLength(3);
});

test('an answer whose comment is gone stands by itself', () => {
  expect(listThreads(tablesOf(comment('c2', { parentId: 'c1' })))).toHaveLength(1);
});

test('marks count the open threads, not their answers', () => {
  const model = tablesOf(comment('c1'), comment('c2', { parentId: 'c1' }), comment('c3', { isResolved: true }));
  expect([...countOpenThreads(model)]).toEqual([['cell:a>b', 1]]);
});
