import { useEffect, useMemo, useSyncExternalStore } from 'react';

import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';
import { knownNouns } from '#shared/matrix/foraging/noun-states.ts';
import { ranked } from '#shared/matrix/project-model.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import type { ForageAnswer } from './forage-messages.ts';
import { createForager } from './forager.ts';
import type { ForageThread, Forager, Foraging, ThreadEvents } from './forager.ts';

const foragers = new Map<string, Forager>();

function foragerOf(projectId: string): Forager {
  const known = foragers.get(projectId);
  if (known !== undefined) return known;
  const forager = createForager(startThread);
  foragers.set(projectId, forager);
  return forager;
}

function startThread({ onAnswer, onProblem }: ThreadEvents): ForageThread {
  const worker = new Worker(new URL('forage-worker.ts', import.meta.url), { type: 'module' });
  // The worker is our own, and answers in the words of forage-messages.ts.
  worker.addEventListener('message', ({ data }: MessageEvent<ForageAnswer>) => onAnswer(data));
  worker.addEventListener('error', ({ message }) => onProblem(message));
  return {
    // A worker's messages have no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    ask: (request) => worker.postMessage(request),
    end: () => worker.terminate(),
  };
}

/** The project's texts in their order. */
export function listTexts(model: ProjectModel): readonly SourceTextRecord[] {
  return ranked(model.tables.sourceText.values());
}

/** The nouns of all texts of a project, read in a thread of its own and kept true as texts and model change. */
export function useForaging(projectId: string, model: ProjectModel): Foraging {
  const forager = useMemo(() => foragerOf(projectId), [projectId]);
  const { sourceText } = model.tables;
  const known = knownNouns(model);
  useEffect(() => forager.setKnown([...known.keys()]), [forager, known]);
  useEffect(() => forager.setTexts([...sourceText.values()]), [forager, sourceText]);
  return useSyncExternalStore(forager.subscribe, forager.getSnapshot);
}
