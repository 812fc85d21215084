import type { HidePasswords } from './hide-passwords.ts';
import type { SessionTableFiles } from './table-files.ts';
import type { WorkerAnswer, WorkerLanguage } from './worker-language.ts';

type AnswerDeps = {
  readonly workerLanguage: WorkerLanguage;
  readonly files: SessionTableFiles;
  readonly hidePasswords: HidePasswords;
};

/** Undefined when the worker has sent rubbish: a function may write to any descriptor. */
export function decodeAnswer(deps: AnswerDeps, body: Uint8Array): WorkerAnswer | undefined {
  try {
    return withoutPasswords(deps.workerLanguage.codec.decode(body, deps.files), deps.hidePasswords);
  } catch {
    return undefined;
  }
}

function withoutPasswords(answer: WorkerAnswer, { inText, inData }: HidePasswords): WorkerAnswer {
  switch (answer.kind) {
    case 'log':
    case 'note':
      return { ...answer, text: inText(answer.text) };
    case 'failed':
      return { ...answer, failure: inData(answer.failure) };
    default:
      return answer;
  }
}
