/** Why it cannot be an organisation's short name; undefined where it can. The server's rule, told before it refuses. */
export function slugProblem(slug: string): string | undefined {
  if (slug === '') return 'A short name is needed';
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? undefined : 'Small letters, digits, and single hyphens between them';
}

/** A short name from a name: `Café & Söhne` → `cafe-sohne`. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replaceAll(/^-|-$/g, '');
}
