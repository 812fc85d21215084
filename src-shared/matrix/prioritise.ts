/*
 * The prioritised object map: what a release needs. It only leaves out of sight, and never deletes.
 */
import type { AttributeRecord } from './attribute-entities.ts';
import { priorities } from './cta-entities.ts';
import type { CtaRecord } from './cta-entities.ts';
import type { ObjectRecord } from './object-entities.ts';
import type { Priority } from './ctas/cta-cells.ts';

/** Null lets everything through. */
export type Prioritised = {
  /** This phase and those before it; what has no phase counts as of now. */
  readonly phase: string | null;
  /** This priority and those above it, of calls to action. */
  readonly priority: Priority | null;
  readonly isRequiredOnly: boolean;
  readonly isCoreOnly: boolean;
};

export const everything: Prioritised = { phase: null, priority: null, isRequiredOnly: false, isCoreOnly: false };

export function isPrioritised({ phase, priority, isRequiredOnly, isCoreOnly }: Prioritised): boolean {
  return phase !== null || priority !== null || isRequiredOnly || isCoreOnly;
}

/** `phases` are the project's, in their order. A phase that is none of them is later than all. */
export function isInPhase(phase: string, wanted: Prioritised, phases: readonly string[]): boolean {
  if (wanted.phase === null || phase === '') return true;
  const index = phases.indexOf(phase);
  return index !== -1 && index <= phases.indexOf(wanted.phase);
}

export function showsObject(object: ObjectRecord, wanted: Prioritised, phases: readonly string[]): boolean {
  return isInPhase(object.phase, wanted, phases);
}

export function showsCta(cta: CtaRecord, wanted: Prioritised, phases: readonly string[]): boolean {
  const isHighEnough =
    wanted.priority === null || priorities.indexOf(cta.priority) <= priorities.indexOf(wanted.priority);
  return isHighEnough && isInPhase(cta.phase, wanted, phases);
}

export function showsAttribute(attribute: AttributeRecord, wanted: Prioritised): boolean {
  return (!wanted.isRequiredOnly || attribute.isRequired) && (!wanted.isCoreOnly || attribute.category === 'core');
}
