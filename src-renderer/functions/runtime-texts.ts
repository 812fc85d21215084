import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeState } from '#shared/calls/runtime-state.ts';

export type RuntimeMark = 'ok' | 'busy' | 'warn' | 'err' | 'quiet';

/** The colour of a runtime's dot. */
export function runtimeMark({ condition }: RuntimeState): RuntimeMark {
  switch (condition.kind) {
    case 'ready':
      return 'ok';
    case 'busy':
    case 'starting':
      return 'busy';
    case 'looking':
    case 'found':
      return 'quiet';
    case 'missing':
      return 'warn';
    case 'broken':
      return 'err';
  }
}

/** What a runtime does now, in a few words after its name and version. */
export function conditionText({ condition, unusable }: Pick<RuntimeState, 'condition' | 'unusable'>): string {
  switch (condition.kind) {
    case 'ready':
      return 'ready';
    case 'busy':
      return `running ${condition.entry}${condition.waitingCount === 0 ? '' : `, ${String(condition.waitingCount)} waiting`}`;
    case 'starting':
      return 'starting';
    case 'looking':
      return 'looking for it';
    case 'found':
      return 'starts with the first run';
    case 'missing':
      return unusable.length === 0 ? 'not installed' : 'not usable';
    case 'broken':
      return 'does not start';
  }
}

/** Why nothing can be run in this language now, if so. */
export function cannotRunReason(runtime: RuntimeState | undefined): string | undefined {
  if (runtime?.condition.kind !== 'missing') return undefined;
  const name = languageNames[runtime.language];
  const isFound = runtime.unusable.length > 0;
  return isFound ? `No ${name} that works was found on this computer` : `${name} was not found on this computer`;
}

/** What goes on while a language is missing. */
export function stillWorksText(language: Language): string {
  return `Its functions can be written and released meanwhile; they run as soon as ${languageNames[language]} is there.`;
}

const sources: { readonly [source in RuntimeCandidate['source']]: string } = {
  chosen: 'chosen by you',
  venv: 'virtual environment',
  conda: 'conda',
  pyenv: 'pyenv',
  juliaup: 'juliaup',
  path: 'found on PATH',
  folder: 'found in the usual folders',
};

export function sourceText(candidate: RuntimeCandidate): string {
  return sources[candidate.source];
}
