/*
 * A project as sheets: its lists, and the matrix, in which cell (row, column) says how many of the column one row has.
 */
import type { RelationshipRecord } from '../object-entities.ts';
import type { ExportType } from '../project-entities.ts';
import { pairKey } from '../matrix-keys.ts';
import type { ProjectModel } from '../project-model.ts';
import { disarmCell } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { sheetLists } from './sheet-lists.ts';
import type { SheetList } from './sheet-lists.ts';
import type { Fields } from './sheet-column.ts';
import { spreadRules } from './sheet-rules.ts';

/** One sheet, or, of a whole project, one for each of its lists and one for the matrix. */
export function modelToSheets(model: ProjectModel, exportType: ExportType): readonly Sheet[] {
  if (exportType === 'matrix') return [matrixSheet(model)];
  if (exportType === 'project') return [...sheetLists.map((list) => listSheet(model, list)), matrixSheet(model)];
  return sheetLists.filter(({ name }) => name === exportType).map((list) => listSheet(model, list));
}

/** The lists of a project in one sheet, for files that can have only one: a column "Record" says what a row is. */
export function modelToOneSheet(model: ProjectModel): Sheet {
  const headings = [...new Set(sheetLists.flatMap(({ columns }) => columns.map(({ heading }) => heading)))];
  const rows = sheetLists.flatMap((list) => {
    const indexes = headings.map((heading) => list.columns.findIndex((column) => column.heading === heading));
    return cellsOf(model, list).map((cells) => [list.word, ...indexes.map((index) => cells[index] ?? '')]);
  });
  return { name: 'Project', rows: [['Record', ...headings], ...rows] };
}

function listSheet(model: ProjectModel, list: SheetList): Sheet {
  return { name: list.title, rows: [list.columns.map(({ heading }) => heading), ...cellsOf(model, list)] };
}

function cellsOf(model: ProjectModel, list: SheetList): readonly (readonly string[])[] {
  return rowsOf(model, list).map((fields) => list.columns.map(({ format }) => disarmCell(format(fields))));
}

function rowsOf(model: ProjectModel, { name }: SheetList): readonly Fields[] {
  const nameOf = (id: string): string => model.tables.object.get(id)?.name ?? '';
  switch (name) {
    case 'objects':
      return [...model.objects, ...model.rejected];
    case 'relationships':
      return sortedRelationships(model).map((record) => ({
        ...record,
        '#source': nameOf(record.sourceObjectId),
        '#target': nameOf(record.targetObjectId),
      }));
    case 'ctas':
      return objectsWithChildren(model).flatMap(({ id }) =>
        (model.ctasByObject.get(id) ?? []).map((cta) => ({
          ...cta,
          '#object': nameOf(id),
          '#roles': model.roles.filter((role) => model.roleIdsByCta.get(cta.id)?.has(role.id)).map((role) => role.name),
        })),
      );
    case 'attributes':
      return objectsWithChildren(model).flatMap(({ id }) =>
        (model.attributesByObject.get(id) ?? []).map((attribute) => ({
          ...attribute,
          ...spreadRules(attribute.validationRules, nameOf),
          '#object': nameOf(id),
        })),
      );
  }
}

/** Rejected nouns keep what they have. */
function objectsWithChildren(model: ProjectModel) {
  return [...model.objects, ...model.rejected];
}

function sortedRelationships(model: ProjectModel): readonly RelationshipRecord[] {
  const places = new Map(objectsWithChildren(model).map(({ id }, index) => [id, index]));
  const place = (id: string): number => places.get(id) ?? places.size;
  return [...model.tables.relationship.values()].toSorted(
    (left, right) =>
      place(left.sourceObjectId) - place(right.sourceObjectId) ||
      place(left.targetObjectId) - place(right.targetObjectId) ||
      (left.id < right.id ? -1 : 1),
  );
}

function matrixSheet(model: ProjectModel): Sheet {
  const { objects } = model;
  const rows = objects.map((row) => [
    disarmCell(row.name),
    ...objects.map((column) => disarmCell(matrixCell(model, row.id, column.id))),
  ]);
  return { name: 'Matrix', rows: [['', ...objects.map(({ name }) => disarmCell(name))], ...rows] };
}

/** `0..*`, `✓` where the cardinality is not known, `no` for a pair that was reviewed; empty for one that was not. */
export function matrixCell(model: ProjectModel, rowId: string, columnId: string): string {
  const key = pairKey(rowId, columnId);
  const ends = (model.relationshipsByPair.get(key) ?? []).flatMap((relationship) =>
    endsAt(relationship, rowId, columnId),
  );
  if (ends.length > 0) return [...new Set(ends)].join(', ');
  return model.pairReviewsByPair.has(key) ? 'no' : '';
}

/** What the cell shows of a relationship. One with itself has both its ends there, and the cell is of the target's. */
function endsAt(relationship: RelationshipRecord, rowId: string, columnId: string): readonly string[] {
  const { sourceObjectId, targetObjectId, sourceEnd, targetEnd } = relationship;
  if (sourceObjectId === rowId && targetObjectId === columnId) return [targetEnd ?? '✓'];
  if (sourceObjectId === columnId && targetObjectId === rowId) return [sourceEnd ?? '✓'];
  return [];
}
