import { client } from '../../rpc/client.ts';
import { AskedContent } from '../asked-content.tsx';
import { SectionHead } from '../section-head.tsx';
import { useAsked } from '../use-asked.ts';
import type { SectionProps } from '../viewer.ts';
import { BackupBlock } from './backup-block.tsx';
import { StorageBlock } from './storage-block.tsx';

/** What the server stores, and from what it could be brought back. */
export function ServerSection({ viewer }: SectionProps) {
  const storage = useAsked('storage', async (signal) => await client.server.upkeep.storage({}, { signal }));
  const backups = useAsked('backups', async (signal) => await client.server.upkeep.backups({}, { signal }));
  return (
    <>
      <SectionHead
        title="Storage and back-ups"
        note="How much this server stores, and from what it could be brought back."
      />
      <div className="admin-blocks">
        <AskedContent asked={backups} label="Loading the back-ups">
          {(known) => <BackupBlock known={known} mayManage={viewer.may('server:manage')} onDone={backups.askAgain} />}
        </AskedContent>
        <AskedContent asked={storage} label="Measuring the storage">
          {(known) => <StorageBlock known={known} />}
        </AskedContent>
      </div>
    </>
  );
}
