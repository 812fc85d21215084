import { tableChanges } from '../system/grouped-view.ts';
import { pairKey } from '../matrix-keys.ts';
import type { ProjectModel } from '../project-model.ts';

/** Two objects, by their pair's key. */
export type Pairs = ReadonlyMap<string, readonly [string, string]>;

/** The pairs of objects of which a relationship, a review, a question or a comment is another one in the later model. */
export function changedPairs(before: ProjectModel, model: ProjectModel): Pairs {
  const pairs = new Map<string, readonly [string, string]>();
  for (const change of changesOf(before, model, 'relationship'))
    for (const record of [change.before, change.after])
      if (record !== undefined) notePair(pairs, record.sourceObjectId, record.targetObjectId);
  for (const change of changesOf(before, model, 'pairReview'))
    for (const record of [change.before, change.after])
      if (record !== undefined) notePair(pairs, record.objectAId, record.objectBId);
  for (const change of changesOf(before, model, 'openQuestion'))
    for (const record of [change.before, change.after]) noteSubject(model.tables.relationship, pairs, record);
  for (const change of changesOf(before, model, 'comment'))
    for (const record of [change.before, change.after]) noteSubject(model.tables.relationship, pairs, record);
  return pairs;
}

function changesOf<N extends 'relationship' | 'pairReview' | 'openQuestion' | 'comment'>(
  before: ProjectModel,
  model: ProjectModel,
  name: N,
) {
  type Table = ProjectModel['tables'][N];
  type Held = Table extends ReadonlyMap<string, infer R> ? R : never;
  const from = before.tables[name] as ReadonlyMap<string, Held>; // The table of that name; see ModelTables.
  const to = model.tables[name] as ReadonlyMap<string, Held>;
  return from === to ? [] : tableChanges(from, to);
}

type Subject = { readonly subjectKind: string; readonly subjectId: string };

export function noteSubject(
  relationships: ProjectModel['tables']['relationship'],
  pairs: Map<string, readonly [string, string]>,
  record: Subject | undefined,
): void {
  if (record === undefined) return;
  if (record.subjectKind === 'relationship') {
    const about = relationships.get(record.subjectId);
    if (about !== undefined) notePair(pairs, about.sourceObjectId, about.targetObjectId);
    return;
  }
  const [one, other] = record.subjectId.split(/[:>]/);
  if (one !== undefined && other !== undefined) notePair(pairs, one, other);
}

export function notePair(pairs: Map<string, readonly [string, string]>, oneId: string, otherId: string): void {
  pairs.set(pairKey(oneId, otherId), [oneId, otherId]);
}
