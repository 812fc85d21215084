import { ArrowUp, FileSpreadsheet, Folder } from 'lucide-react';
import { useEffect, useState } from 'react';

import type { ApiOutputs } from '#shared/features.ts';
import { allTableEndings } from '#shared/functions/table-format.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Loading } from '../ui/loading.tsx';
import { useListFocus } from '../ui/use-list-focus.ts';
import { lastPart } from './function-tree.ts';
import { describeProblem } from '../workspaces/tell-failure.ts';
import { formatBytes } from './format-cell.ts';
import { listRecentFiles } from './recent-files.ts';

type Listing = ApiOutputs['files']['listFolder'];
type Entry = Listing['entries'][number];

export type FileDialogProps = {
  readonly workspaceId: string;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
};

const extensions = [...allTableEndings];

/** Chooses a table's file on the computer that the program runs on. */
export function FileDialog({ workspaceId, onChoose, onClose }: FileDialogProps) {
  const [folder, setFolder] = useState<string | null>(null);
  const { listing, problem } = useListing(workspaceId, folder);
  const recent = listRecentFiles();
  const list = useListFocus<HTMLDivElement>(listing);
  const parent = listing?.parent ?? null;
  return (
    <Dialog
      title="Choose a table's file"
      isOpen
      onClose={onClose}
      width={620}
      actions={<Button onClick={onClose}>Cancel</Button>}
    >
      {recent.length === 0 ? null : (
        <div className="recent-files">
          <p className="field-label">Recent files</p>
          {recent.map((path) => (
            <button key={path} type="button" className="chip" title={path} onClick={() => onChoose(path)}>
              {lastPart(path.replaceAll('\\', '/'))}
            </button>
          ))}
        </div>
      )}
      <div className="folder-path">
        <IconButton
          label="One folder up"
          icon={ArrowUp}
          disabledReason={parent === null ? 'This is the top folder' : undefined}
          onClick={() => setFolder(parent)}
        />
        <span className="mono" title={listing?.path}>
          {/* Cut at its beginning where it is long: the end is what matters. */}
          <bdi>{listing?.path ?? ''}</bdi>
        </span>
      </div>
      <div
        ref={list}
        className="folder-entries"
        role="group"
        aria-label={`Files in ${listing?.path ?? 'the folder'}`}
        tabIndex={-1}
        data-autofocus
      >
        {problem === null ? null : <p className="field-error">{problem}</p>}
        {listing === null && problem === null ? <Loading label="Reading the folder" /> : null}
        {listing?.entries.length === 0 ? (
          <EmptyState isCompact icon={Folder} title="No files with a table here">
            CSV, Parquet and Arrow files are shown (.csv, .tsv, .txt, .parquet, .arrow, .feather …); go up or into
            another folder.
          </EmptyState>
        ) : null}
        {listing?.entries.map((entry) => (
          <EntryRow
            key={entry.path}
            entry={entry}
            onOpen={() => (entry.isFolder ? setFolder(entry.path) : onChoose(entry.path))}
          />
        ))}
      </div>
    </Dialog>
  );
}

function EntryRow({ entry, onOpen }: { readonly entry: Entry; readonly onOpen: () => void }) {
  const Icon = entry.isFolder ? Folder : FileSpreadsheet;
  return (
    <button type="button" className="folder-entry" onClick={onOpen}>
      <Icon size={15} strokeWidth={1.75} aria-hidden />
      <span className="folder-entry-name">{entry.name}</span>
      {entry.isFolder ? null : <span className="num folder-entry-size">{formatBytes(entry.sizeBytes)}</span>}
    </button>
  );
}

function useListing(workspaceId: string, folder: string | null): { listing: Listing | null; problem: string | null } {
  const [answer, setAnswer] = useState<{ listing: Listing | null; problem: string | null }>({
    listing: null,
    problem: null,
  });
  useEffect(() => {
    const stop = new AbortController();
    client.files.listFolder({ workspaceId, path: folder, extensions }, { signal: stop.signal }).then(
      (listing) => setAnswer({ listing, problem: null }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const { title, detail } = describeProblem(error);
        setAnswer((before) => ({ ...before, problem: `${title}. ${detail}` }));
      },
    );
    return () => stop.abort();
  }, [workspaceId, folder]);
  return answer;
}
