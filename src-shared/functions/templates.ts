import type { Language } from '../calls/language.ts';
import type { TemplateName } from './function-api.ts';
import { juliaTemplates } from './templates-julia.ts';
import { pythonTemplates } from './templates-python.ts';
import { rTemplates } from './templates-r.ts';

const templates: { readonly [language in Language]: { readonly [name in TemplateName]: string } } = {
  python: pythonTemplates,
  r: rTemplates,
  julia: juliaTemplates,
};

/** The source that a new function starts with; each of them runs as it is, without a package. */
export function templateSource(language: Language, template: TemplateName): string {
  return templates[language][template];
}
