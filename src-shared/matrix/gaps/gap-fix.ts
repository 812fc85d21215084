/* How a gap is mended where it is read: by edits that are carried out at once, or by a few fields to fill in. */
import type { ModelEdit } from '../model-edits.ts';
import type { ProjectModel } from '../project-model.ts';

/** Edits to carry out as they are. */
export type EditsFix = {
  readonly kind: 'edits';
  /** On the button: "No relationship". */
  readonly label: string;
  /** For the undo command. */
  readonly undoLabel: string;
  readonly edits: readonly ModelEdit[];
};

export type FixOption = { readonly value: string; readonly label: string };

export type FixField = {
  readonly name: string;
  readonly label: string;
  /** A line, a text of several lines, a list of short texts, one of some options, several of them. */
  readonly control: 'line' | 'text' | 'list' | 'choice' | 'choices';
  readonly options?: readonly FixOption[];
  /** What stands in it at first; a list as its items. */
  readonly value: string | readonly string[];
  readonly placeholder?: string;
  /** The form cannot be sent while it is empty. */
  readonly isNeeded?: boolean;
};

/** What was filled in: texts by the name of their field, lists as their items. */
export type FixValues = { readonly [name: string]: string | readonly string[] | undefined };

export type FormFix = {
  readonly kind: 'form';
  readonly label: string;
  readonly undoLabel: string;
  readonly fields: readonly FixField[];
  /** None where nothing was filled in. */
  readonly toEdits: (values: FixValues) => readonly ModelEdit[];
};

export type GapFix = EditsFix | FormFix;

/** What a fix needs from the world. */
export type FixDeps = {
  readonly model: ProjectModel;
  readonly projectId: string;
  readonly userId: string;
  readonly newId: () => string;
};

export function textIn(values: FixValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** A list's items without empty ones and without the same one twice. */
export function listIn(values: FixValues, name: string): string[] {
  const value = values[name];
  const items = typeof value === 'string' ? [value] : (value ?? []);
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
}

/** The option that was chosen, if it is one of those known. */
export function choiceIn<T extends string>(values: FixValues, name: string, known: readonly T[]): T | undefined {
  const given = textIn(values, name);
  return known.find((value) => value === given);
}

export function optionsOf(values: readonly string[]): readonly FixOption[] {
  return values.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

/** Whether everything that is needed has been filled in. */
export function isFilled({ fields }: FormFix, values: FixValues): boolean {
  return fields.every(({ name, isNeeded }) => isNeeded !== true || listIn(values, name).length > 0);
}
