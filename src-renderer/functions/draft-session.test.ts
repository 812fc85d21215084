import { expect, test } from 'vitest';

import { createDraftSession } from './draft-session.ts';
import type { DraftState, SaveAnswer, StoredDraft } from './draft-session.ts';

function storedAt(text: string, updatedAt: number): StoredDraft {
  return { text, checksum: `checksum of ${text}`, updatedAt };
}

/** A store of one draft that refuses what was made from another one than is stored, as the core does. */
function setupDraft(text: string) {
  let stored = storedAt(text, 1);
  let refusal: Error | undefined;
  let isAnswerLost = false;
  const sent: string[] = [];
  const shown: string[] = [];
  const states: DraftState[] = [];
  const problems: unknown[] = [];
  async function save(source: string, baseChecksum: string): Promise<SaveAnswer> {
    await Promise.resolve();
    if (refusal !== undefined) throw refusal;
    sent.push(source);
    if (baseChecksum !== stored.checksum) return { kind: 'changed', stored, failure: new Error('changed elsewhere') };
    stored = storedAt(source, stored.updatedAt + 1);
    if (isAnswerLost) throw new Error('the connection is lost');
    return { kind: 'saved', checksum: stored.checksum, updatedAt: stored.updatedAt };
  }
  const draft = createDraftSession(stored, {
    save,
    onState: (state) => states.push(state),
    onProblem: (error) => problems.push(error),
  });
  draft.listen((changed) => shown.push(changed));
  return {
    draft,
    sent,
    shown,
    states,
    problems,
    stored: () => stored,
    storeElsewhere: (changed: string) => (stored = storedAt(changed, stored.updatedAt + 1)),
    refuse: (error: Error | undefined) => (refusal = error),
    loseAnswers: (isLost: boolean) => (isAnswerLost = isLost),
  };
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

test('the echo of an own save does not touch newer typing, before its answer or after it', async () => {
  const { draft, stored, shown } = setupDraft('a');
  draft.edit('ab');
  const flushed = draft.flush();
  draft.acceptStored(storedAt('ab', 2));
  await flushed;
  draft.edit('abc');
  draft.acceptStored(stored());
  expect(draft.text()).toBe('abc');
  expect(shown).toEqual([]);
});

test('an edit from elsewhere is taken over when nothing is unsaved', () => {
  const { draft, shown, storeElsewhere } = setupDraft('a');
  draft.acceptStored(storeElsewhere('b'));
  expect(draft.text()).toBe('b');
  expect(shown).toEqual(['b']);
});

test('an edit from elsewhere and an unsaved one both survive, and the two together are saved', async () => {
  const { draft, sent, storeElsewhere } = setupDraft('one\ntwo\nthree');
  draft.edit('one\ntwo\n3');
  draft.acceptStored(storeElsewhere('1\ntwo\nthree'));
  expect(draft.text()).toBe('1\ntwo\n3');
  await draft.flush();
  expect(sent).toEqual(['1\ntwo\n3']);
});

test('an edit from elsewhere that was not seen yet is not written over: the two are woven together and saved', async () => {
  const { draft, sent, shown, states, stored, storeElsewhere } = setupDraft('one\ntwo\nthree');
  draft.edit('one\ntwo\n3');
  storeElsewhere('1\ntwo\nthree');
  await draft.flush();
  expect(sent).toEqual(['one\ntwo\n3', '1\ntwo\n3']);
  expect(shown).toEqual(['1\ntwo\n3']);
  expect(stored().text).toBe('1\ntwo\n3');
  expect(states.at(-1)).toBe('saved');
});

test('a draft that was overtaken on its way is passed over', async () => {
  const { draft, storeElsewhere } = setupDraft('one\ntwo\nthree');
  const late = storeElsewhere('1\ntwo\nthree');
  draft.edit('one\ntwo\n3');
  await draft.flush();
  draft.acceptStored(late);
  expect(draft.text()).toBe('1\ntwo\n3');
});

test('going back to an earlier text elsewhere is an edit like any other', async () => {
  const { draft, storeElsewhere } = setupDraft('a');
  draft.edit('ab');
  await draft.flush();
  draft.acceptStored(storeElsewhere('a'));
  expect(draft.text()).toBe('a');
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

test('a save whose answer was lost does not double what was typed', async () => {
  const { draft, stored, loseAnswers } = setupDraft('a');
  loseAnswers(true);
  draft.edit('ab');
  await expect(draft.flush()).rejects.toThrow('the connection is lost');
  loseAnswers(false);
  draft.edit('abc');
  await draft.flush();
  expect(stored().text).toBe('abc');
});

test('a page that goes on where another one ended does not double what that one sent', async () => {
  const { stored, ...world } = setupDraft('a = 1');
  const base = stored();
  world.draft.edit('a = 1\nb = 2');
  await world.draft.flush();
  const next = createDraftSession(
    base,
    { save: async () => await new Promise(() => {}), onState: () => {}, onProblem: () => {} },
    ['a = 1\nb = 2'],
  );
  next.edit('a = 1\nb = 2\nc = 3');
  next.acceptStored(stored());
  expect([next.text(), next.base().text]).toEqual(['a = 1\nb = 2\nc = 3', 'a = 1\nb = 2']);
});

test('a store that always has something else is given up on, and said so', async () => {
  const { draft, states } = setupDraft('a');
  const other = setupDraft('a');
  const neverStored = createDraftSession(storedAt('a', 1), {
    save: async () => ({
      kind: 'changed',
      stored: other.storeElsewhere(`a\n${crypto.randomUUID()}`),
      failure: new Error('changed elsewhere'),
    }),
    onState: (state) => states.push(state),
    onProblem: () => undefined,
  });
  neverStored.edit('b');
  await expect(neverStored.flush()).rejects.toThrow('changed elsewhere');
  expect(states.at(-1)).toBe('failed');
  expect(neverStored.text()).toContain('b');
  expect(draft.hasUnstored()).toBe(false);
});
