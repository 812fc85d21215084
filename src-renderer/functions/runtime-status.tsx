import { RuntimePopover } from './runtime-popover.tsx';
import { runtimeOrder, useRuntimes } from './use-runtimes.ts';

export type RuntimeStatusProps = { readonly workspaceId: string };

/** The runtimes in the status bar. */
export function RuntimeStatus({ workspaceId }: RuntimeStatusProps) {
  const runtimes = useRuntimes();
  return runtimeOrder.map((language) => {
    const runtime = runtimes.find((candidate) => candidate.language === language);
    return runtime === undefined ? null : <RuntimePopover key={language} runtime={runtime} workspaceId={workspaceId} />;
  });
}
