import type { Language } from '#shared/calls/language.ts';

import { RuntimePopover } from './runtime-popover.tsx';
import { useRuntimes } from './use-runtimes.ts';

export type RuntimeStatusProps = { readonly workspaceId: string };

const order = ['r', 'julia', 'python'] satisfies readonly Language[];

/** The runtimes in the status bar. */
export function RuntimeStatus({ workspaceId }: RuntimeStatusProps) {
  const runtimes = useRuntimes();
  return order.map((language) => {
    const runtime = runtimes.find((candidate) => candidate.language === language);
    return runtime === undefined ? null : <RuntimePopover key={language} runtime={runtime} workspaceId={workspaceId} />;
  });
}
