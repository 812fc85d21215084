/*
 * Makes one file of a project. Every format is an entry here and one in export-formats.ts; it gets the model and gives the bytes.
 */
import { open } from 'node:fs/promises';

import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import type { ExportFormat, ExportType } from '#shared/matrix/project-entities.ts';
import { formatProjectFile } from '#shared/matrix/exchange/project-file.ts';
import { projectToMarkdown } from '#shared/matrix/exchange/project-markdown.ts';
import { createProjectModel } from '#shared/matrix/project-model.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { findSvgView } from '#shared/matrix/exchange/svg-view-list.ts';
import { svgDrawings } from '#shared/matrix/exchange/svg-views.ts';
import { modelToOneSheet, modelToSheets } from '#shared/matrix/exchange/write-sheets.ts';

import type { WantedExport } from './exchange-messages.ts';
import { renderPng } from './render-png.ts';
import { formatCsv, formatWorkbook } from './write-workbook.ts';

/** What cannot be made, with the sentence that says why. */
export class ExportRefused extends Error {}

/** Gives percents as it goes, at last the size of the file in bytes. */
export async function* makeExport(wanted: WantedExport): AsyncGenerator<number, number, void> {
  yield 10; // The records are here.
  const model = createProjectModel(wanted.tables);
  const made = await makers[wanted.format](wanted, model);
  yield 70;
  const file = await open(wanted.path, 'wx', 0o600);
  try {
    await file.writeFile(made);
    await file.sync(); // It gets its name only when it is whole.
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

type Maker = (wanted: WantedExport, model: ProjectModel) => string | Uint8Array | Promise<string | Uint8Array>;

const makers: { readonly [format in ExportFormat]: Maker } = {
  json: ({ project, tables, exportType }) => formatProjectFile(project, tables, tablesOf[exportType]),
  csv: ({ exportType }, model) => {
    const [sheet] = exportType === 'project' ? [modelToOneSheet(model)] : modelToSheets(model, exportType);
    return formatCsv(sheet?.rows ?? []);
  },
  xlsx: async ({ exportType }, model) => await formatWorkbook(modelToSheets(model, exportType)),
  md: ({ project, exportType }, model) => projectToMarkdown(project, model, exportType),
  svg: drawView,
  png: async (wanted, model) => await renderPng(await drawView(wanted, model)),
};

/** What a file of one kind of thing holds of the model, with what those things name. */
const tablesOf: { readonly [exportType in ExportType]: readonly ModelEntityName[] | undefined } = {
  project: undefined,
  matrix: ['object', 'relationship', 'pairReview'],
  objects: ['object'],
  relationships: ['object', 'relationship'],
  ctas: ['object', 'projectRole', 'cta', 'ctaRole'],
  attributes: ['object', 'attribute'],
};

async function drawView({ project, exportType, viewId, objectId }: WantedExport, model: ProjectModel): Promise<string> {
  const view = findSvgView(exportType, viewId);
  if (view === undefined) throw new ExportRefused('There is no such view any more. Choose another one and try again.');
  if (objectId !== undefined && !model.tables.object.has(objectId))
    throw new ExportRefused('The object is not there any more. Choose another one and try again.');
  return await svgDrawings[view.id]({ project, model, objectId });
}
