import type { ModelEntityName } from '../model-entities.ts';
import type { ProjectHead } from './project-file.ts';

/** Where in a file something is. Rows count from 1, as a spreadsheet shows them. */
export type Place = { readonly sheet: string; readonly row: number; readonly column: string };

/** Something that cannot be brought in as it is. What is `fatal` keeps the whole file out; else it alone is left out. */
export type ImportProblem = { readonly place: Place | null; readonly sentence: string; readonly isFatal: boolean };

/**
 * One record as a file has it: whatever fields the file says, in which other records are named by their keys within the file.
 * It becomes a new record, or changes the one of the project that it matches.
 */
export type ImportRecord = {
  readonly entity: ModelEntityName;
  readonly key: string;
  readonly place: Place | null;
  readonly fields: { readonly [field: string]: unknown };
  /** Whether its key is the id that the record had in the project that the file was written from. */
  readonly hasId?: boolean;
  /** Of a relationship that may as well be in the project the other way round, as in a matrix. */
  readonly isEitherWay?: boolean;
};

export type ImportSource = {
  /** What a person calls files of this kind. */
  readonly kind: string;
  /** The project's own name, settings …; null where the file has only records. */
  readonly project: ProjectHead | null;
  readonly records: readonly ImportRecord[];
  readonly problems: readonly ImportProblem[];
};
