import './folder-dialog.css';

import { TextInput } from '@mantine/core';
import { ArrowUp, Folder, FolderPlus, House } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import type { FailureText } from '#shared/failure-text.ts';
import type { FolderListing } from '#shared/matrix/exchange/exchange-api.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useListFocus } from '../../ui/use-list-focus.ts';
import { describeProblem } from '../../workspaces/tell-failure.ts';

export type FolderDialogProps = {
  /** Where one begins; empty for the person's own folder. */
  readonly startFolder: string;
  readonly onChoose: (folder: string) => void;
  readonly onClose: () => void;
};

/** Goes through the folders of this computer: a click or Enter opens one, the button chooses the one that is open. */
export function FolderDialog({ startFolder, onChoose, onClose }: FolderDialogProps) {
  const { listing, problem, open, make } = useFolders(startFolder);
  const list = useListFocus<HTMLUListElement>(listing);
  const { parent = null, home = '' } = listing ?? {};
  return (
    <Dialog
      title="Choose a folder"
      isOpen
      onClose={onClose}
      width={520}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabledReason={listing === null ? 'Open a folder first' : undefined}
            onClick={() => listing !== null && onChoose(listing.path)}
          >
            Choose this folder
          </Button>
        </>
      }
    >
      <div className="folder-bar">
        <Button icon={House} onClick={() => void open(null)}>
          Home
        </Button>
        <Button
          icon={ArrowUp}
          disabledReason={parent === null ? 'There is no folder above this one' : undefined}
          onClick={() => void open(parent)}
        >
          Up
        </Button>
        <p className="folder-path" aria-live="polite" title={listing?.path}>
          <bdi>{listing?.path ?? startFolder}</bdi>
        </p>
      </div>
      {problem === null ? null : (
        <p className="folder-problem" role="alert">
          {problem.title}. {problem.detail} {problem.remedy}
        </p>
      )}
      {listing === null && problem === null ? <Loading label="Reading the folder" lines={6} /> : null}
      {listing === null ? null : (
        <ul
          ref={list}
          className="folder-list"
          tabIndex={-1}
          aria-label={`Folders in ${listing.path === home ? 'your home' : listing.path}`}
        >
          {listing.folders.map((folder) => (
            <li key={folder.path}>
              <button type="button" onClick={() => void open(folder.path)}>
                <Folder size={16} aria-hidden />
                <bdi>{folder.name}</bdi>
              </button>
            </li>
          ))}
          {listing.folders.length === 0 ? <li className="folder-none">There are no folders in this one.</li> : null}
          {listing.isCut ? (
            <li className="folder-none">There are more. Close this and type the path of one that is not shown.</li>
          ) : null}
        </ul>
      )}
      {listing === null ? null : <NewFolder onMake={async (name) => await make(listing.path, name)} />}
    </Dialog>
  );
}

type Folders = {
  /** Null until the first folder has been read. */
  readonly listing: FolderListing | null;
  readonly problem: FailureText | null;
  readonly open: (path: string | null) => Promise<void>;
  /** Makes a folder and opens it; answers whether it did. */
  readonly make: (parent: string, name: string) => Promise<boolean>;
};

function useFolders(startFolder: string): Folders {
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [problem, setProblem] = useState<FailureText | null>(null);
  const asked = useRef(0);

  async function open(path: string | null): Promise<void> {
    asked.current += 1;
    const mine = asked.current;
    try {
      const next = await client.exchange.listFolders({ path });
      if (mine !== asked.current) return; // Another one has been asked for since.
      setListing(next);
      setProblem(null);
    } catch (error) {
      if (mine === asked.current) setProblem(describeProblem(error));
    }
  }

  async function make(parent: string, name: string): Promise<boolean> {
    try {
      const { path } = await client.exchange.makeFolder({ parent, name });
      await open(path);
      return true;
    } catch (error) {
      setProblem(describeProblem(error));
      return false;
    }
  }

  useEffect(() => {
    void (async () => {
      if (startFolder !== '') await open(startFolder);
      // What was typed may be no folder: one begins at home, and reads why.
      else await open(null);
    })();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- It would go back to the start at every step.
  }, []);

  return { listing, problem, open, make };
}

function NewFolder({ onMake }: { readonly onMake: (name: string) => Promise<boolean> }) {
  const [name, setName] = useState('');
  async function make(): Promise<void> {
    if (await onMake(name)) setName('');
  }
  return (
    <form
      className="folder-new"
      onSubmit={(event) => {
        event.preventDefault();
        // A form within the dialog of the export, which it must not send.
        event.stopPropagation();
        if (name.trim() !== '') void make();
      }}
    >
      <TextInput
        aria-label="Name of a new folder"
        placeholder="New folder"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" icon={FolderPlus} disabledReason={name.trim() === '' ? 'Type its name first' : undefined}>
        New folder
      </Button>
    </form>
  );
}
