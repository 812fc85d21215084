const slugCharsMax = 100;

/** A short name for addresses and commands: `Institut für Statistik` → `institut-fur-statistik`. Empty where nothing fits. */
export function proposeSlug(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, slugCharsMax)
    .replaceAll(/^-+|-+$/g, '');
}
