import { useUserName } from './attachment-row.tsx';
import { blobSentence } from './blob-states.ts';
import type { MissingFile } from './use-missing-files.ts';

/** The id of who has shared them. */
type ComingFilesProps = { readonly missing: readonly MissingFile[]; readonly author: string };

/** Files of a shared result that are on their way; each shows where it belongs as soon as it has come. */
export function ComingFiles({ missing, author: userId }: ComingFilesProps) {
  const author = useUserName(userId);
  if (missing.length === 0) return null;
  return (
    <ul className="coming-files" aria-live="polite" aria-label="Parts that are on their way">
      {missing.map(({ file: { id, name }, blob }) => (
        <li key={id}>
          <bdi>{name}</bdi> <span className="attachment-transfer">{blobSentence(blob, author)}</span>
        </li>
      ))}
    </ul>
  );
}
