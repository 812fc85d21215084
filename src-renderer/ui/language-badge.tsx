import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';

export type LanguageBadgeProps = { readonly language: Language; readonly isLarge?: boolean };

const marks: { readonly [language in Language]: string } = { python: 'Py', r: 'R', julia: 'Jl' };

export function LanguageBadge({ language, isLarge = false }: LanguageBadgeProps) {
  return (
    <span
      className={`language-badge language-${language}${isLarge ? ' language-badge-large' : ''}`}
      role="img"
      aria-label={languageNames[language]}
    >
      {marks[language]}
    </span>
  );
}
