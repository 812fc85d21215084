import type { SessionTableFiles } from './table-files.ts';
import type { WorkerAnswer, WorkerLanguage } from './worker-language.ts';

type AnswerDeps = { readonly workerLanguage: WorkerLanguage; readonly files: SessionTableFiles };

/** Undefined when the worker has sent rubbish: a function may write to any descriptor. */
export function decodeAnswer(deps: AnswerDeps, body: Uint8Array): WorkerAnswer | undefined {
  try {
    return deps.workerLanguage.codec.decode(body, deps.files);
  } catch {
    return undefined;
  }
}
