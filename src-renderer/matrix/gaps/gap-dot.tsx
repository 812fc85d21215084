import './gap-mark.css';

import type { GapSubject } from '#shared/matrix/gaps/gap.ts';

import { useGapsOf } from './use-gaps.ts';

export type GapDotProps = GapSubject & { readonly projectId: string };

/** Says on a chip or a card that something is open about it. What it is, is told where the thing is opened. */
export function GapDot({ projectId, kind, id }: GapDotProps) {
  const { length } = useGapsOf(projectId, { kind, id });
  if (length === 0) return null;
  return (
    <span className="gap-dot" title={`${String(length)} open`}>
      <span className="visually-hidden">, {length} open</span>
    </span>
  );
}
