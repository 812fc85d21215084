import { columnValues } from '#shared/values/value.ts';
import type { Column } from '#shared/values/value.ts';

import type { RAttributes, RValue } from './r-serialize.ts';

/** A missing name reads "NA", as R prints it. */
export function namesOf(value: RValue | undefined): readonly string[] {
  return value === undefined ? [] : textsOf(value).map((name) => name ?? 'NA');
}

export function textsOf(value: RValue): readonly (string | null)[] {
  if (value.type === 'character') return value.values;
  if (value.type !== 'text') return [];
  const column: Column = { type: 'text', ...value.text };
  return columnValues(column).map((name) => (typeof name === 'string' ? name : null));
}

export function classesOf(attributes: RAttributes): readonly (string | null)[] {
  const classes = findAttribute(attributes, 'class');
  return classes?.type === 'character' ? classes.values : [];
}

export function findAttribute(attributes: RAttributes, name: string): RValue | undefined {
  return attributes.find(([own]) => own === name)?.[1];
}
