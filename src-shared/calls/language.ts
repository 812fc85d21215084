export const languages = ['python', 'r', 'julia'] as const;

/** A language whose functions can be run. A new one is a line here, a worker, and a line in find-runtimes.ts. */
export type Language = (typeof languages)[number];

export const languageNames: { readonly [language in Language]: string } = { python: 'Python', r: 'R', julia: 'Julia' };

export const languageExtensions: { readonly [language in Language]: string } = { python: '.py', r: '.R', julia: '.jl' };
