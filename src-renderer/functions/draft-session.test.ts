import { expect, test } from 'vitest';

import { createDraftSession } from './draft-session.ts';
import type { DraftState } from './draft-session.ts';

function setupDraft(stored: string) {
  const sent: string[] = [];
  const states: DraftState[] = [];
  const problems: unknown[] = [];
  let refusal: Error | undefined;
  const draft = createDraftSession(stored, {
    save: async (text) => {
      await Promise.resolve();
      if (refusal !== undefined) throw refusal;
      sent.push(text);
    },
    onState: (state) => states.push(state),
    onProblem: (error) => problems.push(error),
  });
  return { draft, sent, states, problems, refuse: (error: Error | undefined) => (refusal = error) };
}

test('what was typed is saved once, with its last text', async () => {
  const { draft, sent, states } = setupDraft('a');
  draft.edit('ab');
  draft.edit('abc');
  await draft.flush();
  expect(sent).toEqual(['abc']);
  expect(states.at(-1)).toBe('saved');
});

test('typing while a save is on its way is saved by the same flush', async () => {
  const { draft, sent } = setupDraft('a');
  draft.edit('ab');
  const flushed = draft.flush();
  draft.edit('abc');
  await flushed;
  expect(sent).toEqual(['ab', 'abc']);
});

test('the echo of an own save does not touch newer typing', async () => {
  const { draft } = setupDraft('a');
  draft.edit('ab');
  await draft.flush();
  draft.edit('abc');
  expect(draft.acceptStored('ab')).toBeUndefined();
  expect(draft.text()).toBe('abc');
});

test('an edit from elsewhere is taken over when nothing is unsaved', () => {
  const { draft } = setupDraft('a');
  expect(draft.acceptStored('b')).toBe('b');
  expect(draft.text()).toBe('b');
});

test('an edit from elsewhere and an unsaved one both survive, and the two together are saved', async () => {
  const { draft, sent } = setupDraft('one\ntwo\nthree');
  draft.edit('one\ntwo\n3');
  expect(draft.acceptStored('1\ntwo\nthree')).toBe('1\ntwo\n3');
  await draft.flush();
  expect(sent).toEqual(['1\ntwo\n3']);
});

test('a save that is refused keeps the text and is tried again by the next flush', async () => {
  const { draft, sent, states, refuse } = setupDraft('a');
  refuse(new Error('the disk is full'));
  draft.edit('ab');
  await expect(draft.flush()).rejects.toThrow('the disk is full');
  expect(states.at(-1)).toBe('failed');
  refuse(undefined);
  await draft.flush();
  expect(sent).toEqual(['ab']);
});
