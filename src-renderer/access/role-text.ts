/** A role's name as people read it: `super_admin` → `Super admin`. Roles of an organisation's own keep theirs. */
export function roleText(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
