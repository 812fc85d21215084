import { Download, FileText } from 'lucide-react';
import { useEffect, useState } from 'react';

import { Button } from '../ui/button.tsx';
import { previewOf } from './artifact-preview.ts';
import type { ArtifactPreview } from './artifact-preview.ts';
import { formatBytes } from './format-cell.ts';
import { saveFile } from '../ui/save-file.ts';
import { readShownArtifact } from './read-shown.ts';

type ResultArtifactProps = {
  readonly runId: string;
  readonly shownIndex: number;
  readonly title: string;
  readonly sizeBytes: number;
  readonly onFailure: (error: unknown) => void;
};

/** A file that a function gave to its run: what it is, a way to take it along, and a look at it where there can be one. */
export function ResultArtifact({ runId, shownIndex, title, sizeBytes, onFailure }: ResultArtifactProps) {
  return (
    <div className="artifact">
      <div className="artifact-head">
        <FileText size={18} aria-hidden />
        <span className="artifact-name">{title}</span>
        <span className="artifact-size num">{formatBytes(sizeBytes)}</span>
        <span className="result-spring" />
        <Button
          icon={Download}
          aria-label={`Save ${title}`}
          onClick={() => void readShownArtifact(runId, shownIndex).then((file) => saveFile(file, title), onFailure)}
        >
          Save
        </Button>
      </div>
      <Preview runId={runId} shownIndex={shownIndex} title={title} sizeBytes={sizeBytes} onFailure={onFailure} />
    </div>
  );
}

type Loaded = { readonly kind: 'picture'; readonly address: string } | { readonly kind: 'text'; readonly text: string };

function Preview({ runId, shownIndex, title, sizeBytes, onFailure }: ResultArtifactProps) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const preview = previewOf(title, sizeBytes);

  useEffect(() => {
    const wanted = previewOf(title, sizeBytes);
    if (wanted.kind === 'none') return undefined;
    let address: string | null = null;
    let isGone = false;
    async function show(shown: Shown): Promise<void> {
      const next = await load(shown, await readShownArtifact(runId, shownIndex, shown.bytesMax));
      if (next.kind === 'picture') ({ address } = next);
      if (!isGone) setLoaded(next);
      else if (address !== null) URL.revokeObjectURL(address);
    }

    show(wanted).catch((error: unknown) => {
      if (!isGone) onFailure(error);
    });
    return () => {
      isGone = true;
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [runId, shownIndex, title, sizeBytes, onFailure]);

  if (preview.kind === 'none')
    return <p className="result-note">There is no preview of this kind of file. Save it to open it elsewhere.</p>;
  if (loaded === null) return <p className="result-note">Loading the file…</p>;
  if (loaded.kind === 'picture') {
    return (
      <div className="artifact-picture">
        <img src={loaded.address} alt={title} />
      </div>
    );
  }
  return (
    <pre className="result-text" tabIndex={0} aria-label={`Content of ${title}`}>
      {loaded.text}
      {sizeBytes > preview.bytesMax ? `\n… ${formatBytes(sizeBytes)} in all: the saved file has the rest.` : ''}
    </pre>
  );
}

type Shown = Exclude<ArtifactPreview, { readonly kind: 'none' }>;

async function load(preview: Shown, file: Blob): Promise<Loaded> {
  if (preview.kind === 'text') return { kind: 'text', text: await file.text() };
  return { kind: 'picture', address: URL.createObjectURL(new Blob([file], { type: preview.media })) };
}
