import type { Failure } from '#shared/features.ts';

import { failureOf } from '../rpc/client.ts';
import { describeProblem } from '../workspaces/tell-failure.ts';

/** The fields of the forms of this slice. */
export type FieldName =
  | 'address'
  | 'email'
  | 'password'
  | 'name'
  | 'tenantName'
  | 'slug'
  | 'current'
  | 'confirmation'
  | 'code';

/** `field` is null where it concerns no single one. */
export type FieldProblem = { readonly field: FieldName | null; readonly sentence: string };

const fields: { readonly [kind in Failure['kind']]?: FieldName } = {
  'address-unreadable': 'address',
  'address-insecure': 'address',
  'password-weak': 'password',
  'code-refused': 'code',
};

export type OwnProblems = {
  /** The field that a refused password belongs to. */
  readonly refused: FieldName;
  /** In place of what is told at signing in, where it is known whose password it is. */
  readonly refusedText?: string | undefined;
};

/** What a call told, as sentences, and beside which of the form's fields they belong. */
export function fieldProblemOf(error: unknown, own: OwnProblems): FieldProblem {
  const failure = failureOf(error);
  const { title, detail, remedy } = describeProblem(error);
  const sentence = [`${title}.`, detail, remedy].filter((part) => part !== '').join(' ');
  if (failure === undefined) return { field: null, sentence };
  if (failure.kind === 'sign-in-refused') return { field: own.refused, sentence: own.refusedText ?? sentence };
  if (failure.kind === 'value-taken') return { field: failure.fields.includes('slug') ? 'slug' : 'email', sentence };
  return { field: fields[failure.kind] ?? null, sentence };
}

/** The first field that a person has to fill in otherwise, told before anything is sent. */
export function firstProblem(
  checks: readonly (readonly [field: FieldName, isFine: boolean, sentence: string])[],
): FieldProblem | null {
  const found = checks.find(([, isFine]) => !isFine);
  return found === undefined ? null : { field: found[0], sentence: found[2] };
}
