import type { Language } from '#shared/calls/language.ts';

import { juliaLanguage } from './julia-language.ts';
import { pythonLanguage } from './python-language.ts';
import { rLanguage } from './r-language.ts';
import type { WorkerLanguage } from './worker-language.ts';

/** The worker of each language. */
export const workerLanguages: { readonly [language in Language]: WorkerLanguage } = {
  python: pythonLanguage,
  r: rLanguage,
  julia: juliaLanguage,
};
