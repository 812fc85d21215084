import { Box } from 'lucide-react';

type HandleChipProps = { readonly description: string };

/** A value that stays in its session: what it is, in a line. */
export function HandleChip({ description }: HandleChipProps) {
  return (
    <span
      className="handle-chip"
      title="Kept in the session that made it. Give it to a function of that language in the form."
    >
      <Box size={12} aria-hidden />
      <span className="visually-hidden">Kept value: </span>
      {description}
    </span>
  );
}
