/*
 * The thread that reads texts for their nouns: two million characters take the tagger seconds, and the window must not wait. It
 * goes through the texts that have changed, piece by piece, and looks at its messages between two pieces, so that a newer state of
 * a text takes the place of the one that is being read.
 */
import type { ForageAnswer, ForageRequest } from './forage-messages.ts';
import { mentionsIn, readNouns } from '#shared/matrix/foraging/read-nouns.ts';
import type { Reading } from '#shared/matrix/foraging/read-nouns.ts';

type Scope = {
  readonly addEventListener: (type: 'message', listener: (event: MessageEvent<ForageRequest>) => void) => void;
  readonly postMessage: (answer: ForageAnswer, transfer?: readonly Transferable[]) => void;
};
// The types of the page stand for a window; in a worker the global is this.
const scope = self as unknown as Scope;

const readings = new Map<string, { readonly body: string; readonly reading: Reading }>();
/** At most a text of each record; the core bounds how many a project has. */
const waiting = new Map<string, string>();
let knownKeys: readonly string[] = [];
let isReading = false;

scope.addEventListener('message', ({ data: request }) => accept(request));

function accept(request: ForageRequest): void {
  if (request.kind === 'known') {
    knownKeys = request.keys;
    for (const [textId, { body, reading }] of readings) tellMentions(textId, body, reading);
    return;
  }
  const there = new Set(request.texts.map(({ id }) => id));
  for (const map of [readings, waiting]) for (const id of map.keys()) if (!there.has(id)) map.delete(id);
  for (const { id, body } of request.texts) if (readings.get(id)?.body !== body) waiting.set(id, body);
  void readAll(); // It catches nothing because the reading of any text succeeds.
}

/** How long it works before it looks at its messages. */
const sliceMs = 30;

async function readAll(): Promise<void> {
  if (isReading) return;
  isReading = true;
  let sliceEnd = performance.now() + sliceMs;
  for (let next = firstOf(waiting); next !== undefined; next = firstOf(waiting)) {
    const [textId, body] = next;
    const steps = readNouns(body, readings.get(textId)?.reading);
    let step = steps.next();
    while (step.done !== true && waiting.get(textId) === body) {
      if (performance.now() > sliceEnd) {
        tell({ kind: 'progress', readChars: step.value, allChars: body.length });
        await nextMessage();
        sliceEnd = performance.now() + sliceMs;
      }
      step = steps.next();
    }
    if (step.done !== true || waiting.get(textId) !== body) continue; // A newer one has come, or it is gone.
    waiting.delete(textId);
    readings.set(textId, { body, reading: step.value });
    tellMentions(textId, body, step.value);
  }
  isReading = false;
  tell({ kind: 'rest' });
}

function firstOf<K, V>(map: ReadonlyMap<K, V>): readonly [K, V] | undefined {
  const [first] = map;
  return first;
}

async function nextMessage(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

function tellMentions(textId: string, body: string, reading: Reading): void {
  const mentions = mentionsIn(reading, knownKeys);
  const { nounIndexes, starts, ends } = mentions;
  tell({ kind: 'mentions', textId, bodyLength: body.length, mentions }, [
    nounIndexes.buffer,
    starts.buffer,
    ends.buffer,
  ]);
}

function tell(answer: ForageAnswer, transfer: readonly Transferable[] = []): void {
  // A worker has one listener, and its messages no target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  scope.postMessage(answer, transfer);
}
