import { Switch } from '@mantine/core';

import { formatBytes } from '../functions/format-cell.ts';
import { client } from '../rpc/client.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { filesSentences } from './files-texts.ts';
import { useBlobSummary } from './use-sync.ts';

/** The bytes of attached files, which travel by themselves: what waits, and what went wrong with which. */
export function FilesSection() {
  const summary = useBlobSummary();
  if (summary === undefined || summary.kind === 'none') return null;
  const { failures, failureCount, fetchesAll } = summary;
  return (
    <section className="settings-section" aria-labelledby="sync-files">
      <div className="settings-head">
        <h2 id="sync-files">Files</h2>
        <Switch
          label="Fetch large files too"
          labelPosition="left"
          checked={fetchesAll}
          onChange={(event) => void attempt(client.blobs.setFetchesAll({ fetchesAll: event.currentTarget.checked }))}
        />
      </div>
      {filesSentences(summary, formatBytes).map((sentence) => (
        <p key={sentence} className="settings-text">
          {sentence}
        </p>
      ))}
      {failures.length === 0 ? null : (
        <ul className="access-list" aria-label="Files that could not be sent or fetched">
          {failures.map(({ sha256, title, problem }) => (
            <li key={sha256}>
              <span className="access-row-words">
                <span className="access-row-title">
                  <bdi>{title}</bdi>
                </span>
                <span className="access-row-detail">{problem} It is tried again by itself.</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {failureCount > failures.length ? (
        <p className="settings-text">And {String(failureCount - failures.length)} more.</p>
      ) : null}
    </section>
  );
}
