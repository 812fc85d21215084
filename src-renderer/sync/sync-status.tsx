import { goTo, syncPath } from '../workspaces/paths.ts';
import { statusWords } from './sync-texts.ts';
import { useSyncState } from './use-sync.ts';

/** Whether what is here is on the server too, in the status bar; it leads to the page that says more. */
export function SyncStatus() {
  const state = useSyncState();
  if (state === undefined || state.kind === 'none') return null;
  const { mark, text } = statusWords(state);
  return (
    <>
      {/* Beside the button, since what a control is called is not told when it changes. */}
      <span className="visually-hidden" role="status">
        {text}
      </span>
      <button
        type="button"
        className="status-item"
        aria-label={`Synchronisation: ${text}`}
        onClick={() => goTo(syncPath)}
      >
        <span className={`dot${mark === null ? '' : ` dot-${mark}`}`} aria-hidden />
        <span>{text}</span>
      </button>
    </>
  );
}
