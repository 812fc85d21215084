import type { ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import type { ExportFormat, ExportType } from '#shared/matrix/project-entities.ts';
import type { ProjectHead } from '#shared/matrix/exchange/project-file.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { PackedEdits } from './packed-edits.ts';

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

/** A file that was brought, and what it is to come into. The records of the project come before it, some at a time. */
export type WantedPlan = {
  /** Shared, so that a hundred megabytes are not copied while nobody else has their turn. */
  readonly bytes: SharedArrayBuffer;
  readonly fileName: string;
  readonly projectId: string;
  /** Whether it makes a project of its own. */
  readonly isNew: boolean;
  readonly userId: string;
  readonly userNames: ReadonlyMap<string, string>;
  readonly keepsAuthors: boolean;
};

/** What an exchange thread is asked, one thing at a time; each has one answer. */
export type Question =
  | { readonly kind: 'export'; readonly wanted: WantedExport }
  /** To go on with the export that was begun. */
  | { readonly kind: 'next' }
  /** Records of the project that a file is to come into. */
  | { readonly kind: 'records'; readonly entity: ModelEntityName; readonly records: readonly AnyRecord[] }
  | { readonly kind: 'plan'; readonly wanted: WantedPlan };

/** `head` is that of a new project. */
export type Planned = {
  readonly report: ImportReport;
  readonly head: ProjectHead | null;
  readonly edits: PackedEdits;
};

export type Answer =
  | { readonly kind: 'progress'; readonly percent: number }
  | { readonly kind: 'exported'; readonly sizeBytes: number }
  /** What cannot be made, with the sentence that says why. */
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'planned'; readonly planned: Planned }
  | { readonly kind: 'thrown'; readonly message: string };
