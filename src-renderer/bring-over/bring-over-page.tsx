import '../access/access.css';
import '../sync/sync.css';
import '../ui/settings.css';
import './bring-over.css';

import { FolderCheck } from 'lucide-react';

import type { BringOverList } from '#shared/bring-over/bring-over-api.ts';
import { obstacleText } from '#shared/bring-over/obstacle-text.ts';

import { useAccounts } from '../access/use-accounts.ts';
import { useAnswer } from '../access/use-answer.ts';
import { useWatch } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';
import { useSyncState } from '../sync/use-sync.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Loading } from '../ui/loading.tsx';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { BringOverForm } from './bring-over-form.tsx';
import { BringOverProgress } from './bring-over-progress.tsx';

/** What of the personal account on this device can be brought to the account that is open. */
export function BringOverPage() {
  const { accountId, userName } = useAppInfo();
  const account = useAccounts()?.accounts.find(({ id }) => id === accountId);
  const place = account?.tenantName ?? 'your organisation';
  const answer = useAnswer(async (signal) => await client.bringOver.list(undefined, { signal }));
  const state = useWatch('bring-over', (signal) => client.bringOver.watch(undefined, { signal }));
  const sync = useSyncState();
  const isLoaded =
    sync?.kind === 'on' && sync.lastContactAt !== null && sync.parts.all > 0 && sync.parts.whole === sync.parts.all;
  return (
    <main className="settings" aria-label="Bring over from your personal account">
      <h1>Bring over from your personal account</h1>
      <p className="settings-text bring-over-intro">
        Copies of what you have made on this device, as new workspaces in {place}. Nothing is chosen for you.
      </p>
      <Sharing place={place} userName={account?.userName ?? userName} />
      {state?.kind === 'working' ? <BringOverProgress state={state} /> : null}
      {answer.problem !== null ? (
        <section className="settings-section" role="alert">
          <p>
            {[answer.problem.title, answer.problem.detail, answer.problem.remedy]
              .filter((part) => part !== '')
              .join('. ')}
          </p>
          <span>
            <Button onClick={answer.reload}>Try again</Button>
          </span>
        </section>
      ) : answer.value === undefined ? (
        <Loading label="Looking at your personal account" />
      ) : (
        <Workspaces
          list={answer.value}
          place={place}
          isBusy={state?.kind === 'working'}
          isLoaded={isLoaded}
          onDone={answer.reload}
        />
      )}
    </main>
  );
}

type WorkspacesProps = {
  readonly list: BringOverList;
  readonly place: string;
  readonly isBusy: boolean;
  readonly isLoaded: boolean;
  readonly onDone: () => void;
};

function Workspaces({ list, ...rest }: WorkspacesProps) {
  if (list.workspaces.length === 0) {
    return (
      <EmptyState icon={FolderCheck} title="Your personal account has no workspace" isCompact>
        <p>There is nothing to bring over.</p>
      </EmptyState>
    );
  }
  return (
    <>
      {list.obstacle === null ? null : (
        <p className="settings-text bring-over-obstacle" role="status">
          {obstacleText(list.obstacle)}
        </p>
      )}
      <BringOverForm list={list} {...rest} />
    </>
  );
}

function Sharing({ place, userName }: { readonly place: string; readonly userName: string }) {
  return (
    <section className="settings-section" aria-labelledby="bring-over-sharing">
      <div className="settings-head">
        <h2 id="bring-over-sharing">What will be shared</h2>
      </div>
      <dl className="sync-sharing">
        <dt>With whom</dt>
        <dd>
          You alone are a member until you share a workspace. The administrators of {place} can reach every workspace,
          and the server keeps a copy.
        </dd>
        <dt>What</dt>
        <dd>
          Functions with their drafts, releases, attached files and shared results, and projects with all that is in
          their models. You, {userName}, become the author of everything, and today the day on which it was made. A call
          to action that is bound to a function of another workspace comes without that function.
        </dd>
        <dt>What stays</dt>
        <dd>
          Runs with their results and logs, and who changed what until now, stay in your personal account on this
          device. It keeps all that you bring over too, unless you choose otherwise below.
        </dd>
      </dl>
    </section>
  );
}
