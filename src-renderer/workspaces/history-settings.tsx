import { Button } from '../ui/button.tsx';
import { keptText } from './history-texts.ts';
import { useWorkspaces } from './use-workspaces.ts';
import { openWorkspaceDialog } from './workspace-store.ts';

export type HistorySettingsProps = { readonly workspaceId: string };

/** How long the workspace keeps its history, and the way to change that. */
export function HistorySettings({ workspaceId }: HistorySettingsProps) {
  const { workspaces } = useWorkspaces();
  const workspace = workspaces.find(({ id }) => id === workspaceId);
  if (workspace === undefined) return null;
  const { historyDays } = workspace.settings;
  return (
    <section className="settings-section" aria-labelledby="settings-history">
      <div className="settings-head">
        <h2 id="settings-history">History of {workspace.name}</h2>
        <Button aria-haspopup="dialog" onClick={() => openWorkspaceDialog('history')}>
          Change…
        </Button>
      </div>
      <p className="settings-text">
        Changes, undo steps and runs with their results are kept {keptText(historyDays)}
        {historyDays === null ? '.' : '; what is older is deleted once a day.'}
      </p>
    </section>
  );
}
