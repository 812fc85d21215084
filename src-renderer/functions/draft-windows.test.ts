/*
 * The law of drafts: whatever several windows type, and however late saves, answers and watches arrive, in the end all show the
 * same text, it is what is stored, and every word that was typed is in it.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createDraftSession } from './draft-session.ts';
import type { DraftSession, SaveAnswer, StoredDraft } from './draft-session.ts';

const start: StoredDraft = { text: 'one\ntwo\nthree\n', checksum: '1', updatedAt: 1 };

function setupWindows(count: number, scheduler: fc.Scheduler) {
  let stored = start;
  const sessions: DraftSession[] = [];
  const events = Array.from({ length: count }, (): StoredDraft[] => []);

  // A window's events come late, but in their order.
  function announce(): void {
    for (const [index, session] of sessions.entries()) {
      events[index]?.push(stored);
      void scheduler.schedule(Promise.resolve(), 'watch').then(() => {
        const event = events[index]?.shift();
        if (event !== undefined) session.acceptStored(event);
      });
    }
  }

  async function save(text: string, baseChecksum: string): Promise<SaveAnswer> {
    await scheduler.schedule(Promise.resolve(), 'save');
    const answer = write(text, baseChecksum);
    await scheduler.schedule(Promise.resolve(), 'answer');
    return answer;
  }

  function write(text: string, baseChecksum: string): SaveAnswer {
    if (baseChecksum !== stored.checksum) return { kind: 'changed', stored, failure: new Error('changed elsewhere') };
    const number = stored.updatedAt + 1;
    stored = { text, checksum: String(number), updatedAt: number };
    announce();
    return { kind: 'saved', checksum: stored.checksum, updatedAt: stored.updatedAt };
  }

  for (let index = 0; index < count; index += 1) {
    sessions.push(createDraftSession(start, { save, onState: () => undefined, onProblem: () => undefined }));
  }
  return { sessions, stored: () => stored };
}

/** Puts a word at the end of a line: never within another word, which the law is about. */
function typeWord(text: string, word: string, place: number): string {
  const lines = text.split('\n');
  const index = place % lines.length;
  return lines.map((line, at) => (at === index ? `${line} ${word}` : line)).join('\n');
}

const edit = fc.record({ window: fc.nat({ max: 2 }), place: fc.nat({ max: 20 }), isFlushed: fc.boolean() });

test('windows that type at the same time end with one text, and no word is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(edit, { minLength: 1, maxLength: 25 }), async (scheduler, edits) => {
      const { sessions, stored } = setupWindows(3, scheduler);
      const flushes: Promise<void>[] = [];
      for (const [number, { window, place, isFlushed }] of edits.entries()) {
        const session = sessions[window % sessions.length];
        session?.edit(typeWord(session.text(), `word${String(number)}.`, place));
        if (isFlushed && session !== undefined) flushes.push(session.flush());
        if (number % 2 === 0 && scheduler.count() > 0) await scheduler.waitOne();
      }
      for (const session of sessions) flushes.push(session.flush());
      await scheduler.waitFor(Promise.all(flushes));
      await scheduler.waitAll();
      // What the last events have made of a text is saved after a pause; a round of it without one changes nothing more.
      for (const session of [...sessions, ...sessions]) {
        await scheduler.waitFor(session.flush());
        await scheduler.waitAll();
      }
      const text = stored().text;
      expect(sessions.map((session) => session.text())).toEqual([text, text, text]);
      expect(edits.map((_, number) => `word${String(number)}.`).filter((word) => !text.includes(word))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
