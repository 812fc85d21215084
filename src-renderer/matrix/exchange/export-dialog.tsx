import './exchange.css';

import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';

import { exportFormatInfo, exportTypeLabels } from '#shared/matrix/exchange/export-formats.ts';
import { exportFormats, exportTypes } from '#shared/matrix/matrix-entities.ts';
import type { ExportFormat, ExportType, ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import { svgViews } from '#shared/matrix/exchange/svg-views.ts';

import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { startExport } from './exchange-actions.ts';
import { ExportList } from './export-list.tsx';

export type ExportDialogProps = { readonly project: ProjectRecord; readonly onClose: () => void };

/** Saves a project or a part of it as a file, and shows the files that were made. */
export function ExportDialog({ project, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [exportType, setExportType] = useState<ExportType>('project');
  const [viewId, setViewId] = useState(svgViews[0]?.id ?? '');
  const [folder, setFolder] = useState('');
  const [isStarting, setStarting] = useState(false);
  const { isPicture, hint } = exportFormatInfo[format];

  async function start(): Promise<void> {
    setStarting(true);
    const view = svgViews.find(({ id }) => id === viewId);
    const what = isPicture && view !== undefined ? { exportType: view.exportType, viewId } : { exportType };
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
      <FieldRow label="Format" controlId="export-format" hint={hint}>
        <Select
          id="export-format"
          data-autofocus
          allowDeselect={false}
          data={exportFormats.map((value) => ({ value, label: exportFormatInfo[value].label }))}
          value={format}
          onChange={(value) => setFormat(exportFormats.find((one) => one === value) ?? format)}
        />
      </FieldRow>
      {isPicture ? (
        <FieldRow label="View" controlId="export-view">
          <Select
            id="export-view"
            allowDeselect={false}
            data={svgViews.map(({ id, label }) => ({ value: id, label }))}
            value={viewId}
            onChange={(value) => setViewId(value ?? viewId)}
          />
        </FieldRow>
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
      <FieldRow
        label="Folder"
        controlId="export-folder"
        hint="The whole path of a folder on this computer. Without one the file is kept with Triptych, to be downloaded from the list below."
      >
        <TextInput
          id="export-folder"
          placeholder="With Triptych"
          value={folder}
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
      </FieldRow>
      <ExportList projectId={project.id} />
    </Dialog>
  );
}
