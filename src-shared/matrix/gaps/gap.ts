/*
 * A gap: what a model leaves open, or says twice. Found by the checks of gap-checks.ts, told by gap-texts.ts, mended by gap-fixes.ts.
 *
 * A model of full size has tens of thousands of gaps, so one is only its code and what it is about; its sentence and its fix are
 * made when somebody looks at it.
 */
import type { SubjectKind } from '../question-entities.ts';

export const rounds = ['objects', 'relationships', 'ctas', 'attributes'] as const;
export type Round = (typeof rounds)[number];

/** A gap is to be mended; a question may be answered with "that is intended". */
export type Severity = 'gap' | 'question';

export type GapSubjectKind = Extract<SubjectKind, 'object' | 'relationship' | 'pair' | 'cta' | 'attribute' | 'role'>;

type Check = {
  readonly title: string;
  readonly severity: Severity;
  readonly round: Round;
  readonly subject: GapSubjectKind;
};

/** The checks in the order in which a person goes through them. Codes are those of the process; R9 and on are contradictions. */
export const gapChecks = {
  O1: { title: 'Isolated object', severity: 'gap', round: 'objects', subject: 'object' },
  O2: { title: 'No definition', severity: 'gap', round: 'objects', subject: 'object' },
  O3: { title: 'Evidence incomplete', severity: 'gap', round: 'objects', subject: 'object' },
  O4: { title: 'Names clash', severity: 'gap', round: 'objects', subject: 'object' },
  O5: { title: 'No states', severity: 'question', round: 'objects', subject: 'object' },
  R1: { title: 'Unreviewed pair', severity: 'gap', round: 'relationships', subject: 'pair' },
  R2: { title: 'Cardinality missing', severity: 'gap', round: 'relationships', subject: 'relationship' },
  R3: { title: 'Nested one way', severity: 'question', round: 'relationships', subject: 'relationship' },
  R4: { title: 'Junction object hidden', severity: 'question', round: 'relationships', subject: 'relationship' },
  R5: {
    title: 'Questions of a cell open',
    severity: 'gap',
    round: 'relationships',
    subject: 'relationship',
  },
  R6: { title: 'Deleting goes in a circle', severity: 'gap', round: 'relationships', subject: 'relationship' },
  R7: { title: 'Junk drawer', severity: 'question', round: 'relationships', subject: 'object' },
  R8: { title: 'Unreachable', severity: 'question', round: 'relationships', subject: 'object' },
  R9: { title: 'Both "no" and a relationship', severity: 'gap', round: 'relationships', subject: 'pair' },
  R10: { title: 'Cardinalities contradict', severity: 'gap', round: 'relationships', subject: 'relationship' },
  R11: { title: 'Contained in itself', severity: 'gap', round: 'relationships', subject: 'relationship' },
  R12: {
    title: 'Dependency contradicts cardinality',
    severity: 'gap',
    round: 'relationships',
    subject: 'relationship',
  },
  R13: { title: 'Junctions in a circle', severity: 'gap', round: 'relationships', subject: 'relationship' },
  C1: { title: 'No call to action', severity: 'gap', round: 'ctas', subject: 'object' },
  C2: { title: 'No role', severity: 'gap', round: 'ctas', subject: 'cta' },
  C3: { title: 'No user story', severity: 'gap', round: 'ctas', subject: 'cta' },
  C4: { title: 'No primary call to action', severity: 'gap', round: 'ctas', subject: 'object' },
  C5: { title: 'No way to create', severity: 'question', round: 'ctas', subject: 'object' },
  C6: { title: 'No acceptance criteria', severity: 'gap', round: 'ctas', subject: 'cta' },
  C7: { title: 'Role without call to action', severity: 'gap', round: 'ctas', subject: 'role' },
  C8: { title: 'Several primary calls to action', severity: 'gap', round: 'ctas', subject: 'object' },
  A1: { title: 'No attributes', severity: 'gap', round: 'attributes', subject: 'object' },
  A2: { title: 'No core content', severity: 'gap', round: 'attributes', subject: 'object' },
  A3: { title: 'Never used', severity: 'gap', round: 'attributes', subject: 'attribute' },
  A4: { title: 'Enumeration without values', severity: 'gap', round: 'attributes', subject: 'attribute' },
  A5: { title: 'Same name, different type', severity: 'gap', round: 'attributes', subject: 'attribute' },
  A6: { title: 'Named like an object', severity: 'question', round: 'attributes', subject: 'attribute' },
} as const satisfies { readonly [code: string]: Check };

export type GapCode = keyof typeof gapChecks;
// Object.keys gives the names in the order in which they are written above.
export const gapCodes = Object.keys(gapChecks) as readonly GapCode[];

export type Gap = {
  readonly code: GapCode;
  /** Of the subject; for a pair its `pairKey`. */
  readonly id: string;
  /** What tells gaps of one check and one subject apart: the role of C4, the side of R6, the other relationship of R10. */
  readonly also: string;
};

export type GapSubject = { readonly kind: GapSubjectKind; readonly id: string };

export function gapSubject({ code, id }: Gap): GapSubject {
  return { kind: gapChecks[code].subject, id };
}

/** Names a gap for as long as it is there. */
export function gapKey({ code, id, also }: Gap): string {
  return also === '' ? `${code}:${id}` : `${code}:${id}:${also}`;
}

export function subjectKey({ kind, id }: GapSubject): string {
  return `${kind}:${id}`;
}

/** How a family of checks reports. */
export type AddGap = (code: GapCode, id: string, also?: string) => void;
