import './exchange.css';

import { Progress } from '@mantine/core';
import { CircleAlert, CircleCheck, CircleSlash, Clock, Download, LoaderCircle, Trash2, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

import { exportFormatInfo, exportTypeLabels } from '#shared/matrix/exchange/export-formats.ts';
import { exportJobEntity } from '#shared/matrix/project-entities.ts';
import type { ExportJobRecord } from '#shared/matrix/project-entities.ts';
import { svgViews } from '#shared/matrix/exchange/svg-view-list.ts';

import { useRecords } from '../../live/use-records.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppInfo } from '../../workspaces/use-app-info.ts';
import { cancelExport, downloadExport, fileNameOf, removeExport } from './exchange-actions.ts';

const shownMax = 100;

/** The exports of a project that this person has asked for, the newest first. */
export function ExportList({ projectId }: { readonly projectId: string }) {
  const { userId } = useAppInfo();
  const { records } = useRecords(exportJobEntity, {
    where: { projectId, requestedBy: userId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: shownMax,
  });
  return (
    <section className="export-list" aria-label="Exports of this project">
      <h2>Exports of this project</h2>
      {records.length === 0 ? (
        <p className="export-none">
          None yet. What you export is listed here until you delete it, also after a restart.
        </p>
      ) : (
        <ul>
          {records.map((job) => (
            <ExportRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}

const looks: { readonly [status in ExportJobRecord['status']]: { readonly icon: LucideIcon; readonly label: string } } =
  {
    queued: { icon: Clock, label: 'Waiting' },
    running: { icon: LoaderCircle, label: 'Running' },
    completed: { icon: CircleCheck, label: 'Done' },
    failed: { icon: CircleAlert, label: 'Failed' },
    cancelled: { icon: CircleSlash, label: 'Cancelled' },
  };

function ExportRow({ job }: { readonly job: ExportJobRecord }) {
  const { icon: Icon, label } = looks[job.status];
  const what = describeJob(job);
  const isOpen = job.status === 'queued' || job.status === 'running';
  return (
    <li className={`export-row export-${job.status}`}>
      <Icon size={16} className="export-icon" aria-hidden />
      <div className="export-said">
        <span className="export-what">
          {what} <span className="export-status">{label}</span>
        </span>
        {job.status === 'running' ? (
          <Progress value={job.progressPercent} size="sm" aria-label={`How far ${what} is`} />
        ) : null}
        {job.filePath === null ? null : (
          <span className="export-path" title={job.filePath}>
            <bdi>{job.filePath}</bdi>
          </span>
        )}
        {job.errorMessage === null ? null : <span className="export-error">{job.errorMessage}</span>}
      </div>
      {job.status === 'completed' ? (
        <Button icon={Download} aria-label={`Download ${fileNameOf(job)}`} onClick={() => void downloadExport(job)}>
          Download
        </Button>
      ) : null}
      {isOpen ? (
        <IconButton label={`Cancel ${what}`} icon={X} onClick={() => void cancelExport(job)} />
      ) : (
        <IconButton label={`Delete ${what} from the list`} icon={Trash2} onClick={() => void removeExport(job)} />
      )}
    </li>
  );
}

/** "Objects as CSV", "CTA matrix as PNG picture". */
function describeJob({ exportType, format, parameters }: ExportJobRecord): string {
  const view = svgViews.find(({ id }) => id === parameters['viewId']);
  const what = exportFormatInfo[format].isPicture && view !== undefined ? view.label : exportTypeLabels[exportType];
  return `${what} as ${exportFormatInfo[format].label}`;
}
