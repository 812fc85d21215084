import './exchange.css';

import { Select } from '@mantine/core';
import { useState } from 'react';

import { exportFormatInfo, exportTypeLabels } from '#shared/matrix/exchange/export-formats.ts';
import { exportFormats, exportTypes } from '#shared/matrix/project-entities.ts';
import type { ExportFormat, ExportType, ProjectRecord } from '#shared/matrix/project-entities.ts';
import { svgViews, viewOfOneObject } from '#shared/matrix/exchange/svg-view-list.ts';

import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { allObjects } from './all-objects.ts';
import { startExport } from './exchange-actions.ts';
import { ExportList } from './export-list.tsx';
import { FolderField } from './folder-field.tsx';
import { ViewFields } from './view-fields.tsx';

export type ExportDialogProps = { readonly project: ProjectRecord; readonly onClose: () => void };

/** Saves a project or a part of it as a file, and shows the files that were made. */
export function ExportDialog({ project, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [exportType, setExportType] = useState<ExportType>('project');
  const [viewId, setViewId] = useState(svgViews[0]?.id ?? '');
  const [objectId, setObjectId] = useState(allObjects);
  const [folder, setFolder] = useState('');
  const [isStarting, setStarting] = useState(false);
  const { isPicture, hint } = exportFormatInfo[format];

  async function start(): Promise<void> {
    setStarting(true);
    const view = svgViews.find(({ id }) => id === viewId);
    const ofObject = viewId === viewOfOneObject && objectId !== allObjects ? { objectId } : {};
    const what =
      isPicture && view !== undefined ? { exportType: view.exportType, viewId, ...ofObject } : { exportType };
    await startExport(project.id, { ...what, format, ...(folder.trim() === '' ? {} : { folder: folder.trim() }) });
    setStarting(false);
  }

  return (
    <Dialog
      title={`Export ${project.name}`}
      isOpen
      onClose={onClose}
      width={620}
      onSubmit={() => void start()}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" type="submit" isBusy={isStarting}>
            Export
          </Button>
        </>
      }
    >
      <FieldRow label="Format" controlId="export-format">
        <Select
          id="export-format"
          {...fieldTexts({ hint })}
          data-autofocus
          allowDeselect={false}
          data={exportFormats.map((value) => ({ value, label: exportFormatInfo[value].label }))}
          value={format}
          onChange={(value) => setFormat(exportFormats.find((one) => one === value) ?? format)}
        />
      </FieldRow>
      {isPicture ? (
        <ViewFields
          projectId={project.id}
          viewId={viewId}
          objectId={objectId}
          onView={setViewId}
          onObject={setObjectId}
        />
      ) : (
        <FieldRow label="What" controlId="export-type">
          <Select
            id="export-type"
            allowDeselect={false}
            data={exportTypes.map((value) => ({ value, label: exportTypeLabels[value] }))}
            value={exportType}
            onChange={(value) => setExportType(exportTypes.find((one) => one === value) ?? exportType)}
          />
        </FieldRow>
      )}
      <FolderField folder={folder} onChange={setFolder} />
      <ExportList projectId={project.id} />
    </Dialog>
  );
}
