import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeImage } from '#shared/calls/runtime-state.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { formatBytes } from './format-cell.ts';
import { BarLine, formatPercent } from './progress-bars.tsx';

export type RuntimeImageRowProps = { readonly language: Language; readonly image: RuntimeImage };

/** Whether a language has its start-up image, what it is good for, and the button that makes or deletes it. */
export function RuntimeImageRow({ language, image }: RuntimeImageRowProps) {
  const build = (): void => void attempt(client.runtimes.buildImage({ language }));
  const remove = (): void => void attempt(client.runtimes.removeImage({ language }));
  return (
    <div className="runtime-image" role="group" aria-label={`Start-up image of ${languageNames[language]}`}>
      <div className="runtime-image-words">
        <p>{imageText(image)}</p>
        {image.kind === 'failed' ? (
          <p className="field-error">{image.reason}</p>
        ) : (
          <p className="field-hint">
            With it, {languageNames[language]} answers its first call in a few milliseconds and needs less memory.
          </p>
        )}
        {image.kind === 'building' ? <BarLine label="Making the start-up image" fraction={image.share} /> : null}
      </div>
      {image.kind === 'building' ? <Button onClick={remove}>Cancel</Button> : null}
      {image.kind === 'ready' ? <Button onClick={remove}>Delete</Button> : null}
      {image.kind === 'none' ? <Button onClick={build}>Make it</Button> : null}
      {image.kind === 'failed' ? <Button onClick={build}>Try again</Button> : null}
    </div>
  );
}

function imageText(image: RuntimeImage): string {
  switch (image.kind) {
    case 'none':
      return 'No start-up image. Making one takes about two minutes in the background and 160 MB of disk.';
    case 'building':
      return `Making the start-up image: ${formatPercent(image.share)}. You can go on working.`;
    case 'ready':
      return `Start-up image: made, ${formatBytes(image.sizeBytes)}.`;
    case 'failed':
      return 'The start-up image could not be made.';
  }
}
