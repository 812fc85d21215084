import type { ImportPlan } from '#shared/matrix/exchange/import-plan.ts';
import type { ExportFormat, ExportType } from '#shared/matrix/project-entities.ts';
import type { ProjectHead } from '#shared/matrix/exchange/project-file.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';

/** A file that is wanted of a project. */
export type WantedExport = {
  readonly project: ProjectHead;
  readonly tables: ModelTables;
  readonly exportType: ExportType;
  readonly format: ExportFormat;
  /** Of pictures: which view, and of which object. */
  readonly viewId: string | undefined;
  readonly objectId: string | undefined;
  /** Where it is written; whoever asked gives it its name when it is whole. */
  readonly path: string;
};

/** A file that was brought, and the project that it is to come into: with empty tables, one that is new. */
export type WantedPlan = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tables: ModelTables;
  readonly projectId: string;
  readonly userId: string;
  readonly userNames: ReadonlyMap<string, string>;
  readonly keepsAuthors: boolean;
};

/** What an exchange thread is asked, one thing at a time; each has one answer. */
export type Question =
  | { readonly kind: 'export'; readonly wanted: WantedExport }
  /** To go on with the export that was begun. */
  | { readonly kind: 'next' }
  | { readonly kind: 'plan'; readonly wanted: WantedPlan };

export type Planned = { readonly kind: string; readonly project: ProjectHead | null; readonly plan: ImportPlan };

export type Answer =
  | { readonly kind: 'progress'; readonly percent: number }
  | { readonly kind: 'exported'; readonly sizeBytes: number }
  /** What cannot be made, with the sentence that says why. */
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'planned'; readonly planned: Planned }
  | { readonly kind: 'thrown'; readonly message: string };
