/** A name as it is compared: without regard to case, width and how many spaces there are. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
