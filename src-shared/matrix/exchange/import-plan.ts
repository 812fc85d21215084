/*
 * What bringing a file into a project would do: each record of the file is matched with one of the project (by its id where the
 * file knows it, else by its name) or is new. Nothing is written here: the plan is what a person looks at, and then what is done.
 */
import { orderKeyBetween } from '../../schema/order-key.ts';
import type { AnyRecord } from '../../schema/entity.ts';
import { entityTitle } from '../entity-title.ts';
import { changesOf } from './import-changes.ts';
import type { FieldChange } from './import-changes.ts';
import { changesOthersWords, commentOfImport } from './import-comments.ts';
import { usualFields } from './import-drafts.ts';
import { createMatcher } from './import-match.ts';
import type { Match, Matcher } from './import-match.ts';
import { recordName } from './import-names.ts';
import type { ImportProblem, ImportRecord, ImportSource, Place } from './import-record.ts';
import type { DataType } from '../attribute-entities.ts';
import { modelEntities } from '../model-entities.ts';
import type { ModelEntityName } from '../model-entities.ts';
import { pairKey } from '../matrix-keys.ts';
import { removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { keyedId, modelReferences, rekeyFields, userReferences } from '../project-content.ts';
import { createProjectModel } from '../project-model.ts';
import type { ModelTables, ProjectModel } from '../project-model.ts';
import { recordsMax } from '../records-max.ts';
import { textOf } from './sheet-column.ts';
import { swapSides } from '../cells/swap-sides.ts';
import { validationProblems } from '../validation-rules.ts';
import type { ValidationRules } from '../validation-rules.ts';

export type PlannedRecord = {
  readonly entity: ModelEntityName;
  readonly name: string;
  readonly place: Place | null;
  readonly changes: readonly FieldChange[];
};

export type ImportPlan = {
  readonly edits: readonly ModelEdit[];
  readonly created: readonly PlannedRecord[];
  readonly changed: readonly PlannedRecord[];
  readonly unchanged: readonly PlannedRecord[];
  readonly problems: readonly ImportProblem[];
};

export type PlanContext = {
  readonly tables: ModelTables;
  readonly projectId: string;
  readonly userId: string;
  /** Names by id of the people whom this device knows; what others have made is taken as made by whoever brings it in. */
  readonly userNames: ReadonlyMap<string, string>;
  /** Whether comments of the file keep their authors: an owner brings back what was exported. */
  readonly keepsAuthors: boolean;
  readonly newId: () => string;
};

type Fields = { readonly [field: string]: unknown };
type Work = {
  readonly context: PlanContext;
  readonly model: ProjectModel;
  readonly matcher: Matcher;
  /** Ids in the project by the keys in the file; null for what is left out. */
  readonly ids: Map<string, string | null>;
  /** Names by id, of what is in the project and of what will be. */
  readonly names: Map<string, string>;
  /** The file's records that a record of the project was matched with. */
  readonly takenBy: Map<string, ImportRecord>;
  readonly lastRanks: Map<string, string>;
  readonly plan: { [K in keyof ImportPlan]: ImportPlan[K][number][] };
};

export function planImport(source: ImportSource, context: PlanContext): ImportPlan {
  const model = createProjectModel(context.tables);
  const work: Work = {
    context,
    model,
    matcher: createMatcher(model),
    ids: new Map(),
    names: new Map(),
    takenBy: new Map(),
    lastRanks: new Map(),
    plan: { edits: [], created: [], changed: [], unchanged: [], problems: [...source.problems] },
  };
  const byEntity = Map.groupBy(source.records, ({ entity }) => entity);
  for (const { name } of modelEntities) {
    const records = ranked(byEntity.get(name) ?? []);
    // Comments name comments, so each has its id before any is planned.
    const matches = records.map((record) => matchRecord(work, record));
    for (const [index, record] of records.entries()) {
      const match = matches[index];
      if (match !== undefined) planRecord(work, record, match);
    }
  }
  work.plan.problems.push(...tooMany(work));
  return work.plan;
}

/** In the order of their ranks where they have one, so that what is new comes to stand in it. */
function ranked(records: readonly ImportRecord[]): readonly ImportRecord[] {
  if (typeof records[0]?.fields['rank'] !== 'string') return records;
  return records.toSorted((left, right) => (String(left.fields['rank']) < String(right.fields['rank']) ? -1 : 1));
}

/** Undefined for what is left out: a problem says why, or it hangs on what a problem was said of. */
function matchRecord(work: Work, record: ImportRecord): Exclude<Match, { kind: 'several' }> | undefined {
  const { ids, matcher, context, takenBy } = work;
  ids.set(record.key, null);
  const fields = resolveFields(work, record);
  if (fields === undefined) return undefined;
  const match = matcher(record, fields, context.projectId);
  if (match.kind === 'several') {
    tell(work, record, match.sentence, true);
    return undefined;
  }
  if (match.kind === 'new') {
    ids.set(record.key, keyedId(record.entity, fields, context.projectId) ?? context.newId());
    return match;
  }
  const before = takenBy.get(match.record.id);
  if (before !== undefined) {
    const where = before.place === null ? 'another record of the file' : `row ${String(before.place.row)}`;
    const sentence = `This and ${where} are both ${recordName(record.entity, match.record, nameOf(work))} of the project. Leave one of them in the file.`;
    tell(work, record, sentence, true);
    return undefined;
  }
  takenBy.set(match.record.id, record);
  ids.set(record.key, match.record.id);
  return match;
}

/** The fields with ids of the project in them; undefined where something that they name is left out. */
function resolveFields(work: Work, record: ImportRecord): Fields | undefined {
  const { ids, context } = work;
  for (const field of modelReferences[record.entity]) {
    const key = record.fields[field];
    if (typeof key !== 'string' || (record.entity === 'comment' && key === record.key)) continue;
    const id = ids.get(key);
    if (id === null && record.entity !== 'comment') return undefined;
    if (id === undefined && record.entity !== 'comment') {
      tell(work, record, `Its ${field.replace(/Id$/u, '')} is not in the file.`, true);
      return undefined;
    }
  }
  const fields: Record<string, unknown> = { ...rekeyFields(record, (key) => ids.get(key) ?? key) };
  if (record.entity === 'comment') return withAuthor(work, record, fields);
  for (const field of userReferences[record.entity]) {
    if (typeof fields[field] === 'string' && !context.userNames.has(fields[field])) fields[field] = context.userId;
  }
  return fields;
}

function withAuthor(work: Work, record: ImportRecord, fields: Fields): Fields | undefined {
  const comment = commentOfImport(fields, work.context);
  if (comment === undefined)
    tell(work, record, 'A comment is so long that nothing can be said of who wrote it, and is left out.', false);
  return comment;
}

function planRecord(work: Work, record: ImportRecord, match: Exclude<Match, { kind: 'several' }>): void {
  // Again, since what a comment answers has its id by now.
  const fields = resolveFields(work, record) ?? {};
  if (match.kind === 'new') planNew(work, record, fields);
  else planKnown(work, record, { fields: match.isTurned ? swapSides(fields) : fields, known: match.record });
}

function planNew(work: Work, record: ImportRecord, given: Fields): void {
  const { context, plan, names } = work;
  const { entity, place } = record;
  const id = work.ids.get(record.key);
  if (typeof id !== 'string') return;
  const usual = usualFields(entity, context.userId);
  const fields: Fields = {
    ...usual,
    ...given,
    ...('rank' in usual || 'rank' in given ? { rank: nextRank(work, entity, given) } : {}),
  };
  const right = entity === 'attribute' ? withRightRules(work, record, fields) : fields;
  names.set(id, textOf(right['name']));
  plan.edits.push({ kind: 'create', entity, id, fields: right });
  plan.created.push({ entity, name: recordName(entity, { ...right, id }, nameOf(work)), place, changes: [] });
  settleReview(work, record, right);
}

function planKnown(work: Work, record: ImportRecord, { fields, known }: { fields: Fields; known: AnyRecord }): void {
  const { plan } = work;
  const { entity, place } = record;
  if (changesOthersWords(record, known, work.context.userId))
    tell(work, record, 'Only who wrote a comment changes its words, so they stay as they are.', false);
  const merged = entity === 'attribute' ? withRightRules(work, record, mergeRules(known, fields)) : fields;
  const changes = changesOf(record, { known, fields: merged, userId: work.context.userId });
  const planned = { entity, name: recordName(entity, known, nameOf(work)), place, changes };
  if (changes.length === 0) {
    plan.unchanged.push(planned);
    return;
  }
  plan.changed.push(planned);
  const patch = Object.fromEntries(changes.map(({ field, next }) => [field, next]));
  plan.edits.push({ kind: 'patch', entity, id: known.id, fields: patch });
}

/** A list names some of the rules of an attribute; the others stay. A file of our own names all of them. */
function mergeRules(known: AnyRecord, fields: Fields): Fields {
  const { validationRules: given, ...rest } = fields;
  if (typeof given !== 'object' || given === null || 'metadata' in fields) return fields;
  const old = typeof known['validationRules'] === 'object' ? known['validationRules'] : {};
  return { ...rest, validationRules: { ...old, ...given } };
}

/** Rules that do not fit the type are left out with a sentence, rather than that they keep the whole file out. */
function withRightRules(work: Work, record: ImportRecord, fields: Fields): Fields {
  const known: Fields = work.model.tables.attribute.get(work.ids.get(record.key) ?? '') ?? {};
  const whole = { ...known, ...fields };
  const dataType = String(whole['dataType']) as DataType; // Every way into the plan has parsed it.
  const rules = (whole['validationRules'] ?? {}) as ValidationRules;
  const problems = validationProblems(dataType, rules, (whole['defaultValue'] ?? null) as string | null);
  if (problems.length === 0) return fields;
  const { validationRules: _1, defaultValue: _2, ...rest } = fields;
  tell(work, record, `Its rules and default are left out: ${problems.join('; ')}.`, false);
  if ('objectId' in known) return rest;
  return { ...rest, validationRules: {}, defaultValue: null };
}

/** A relationship takes the place of an explicit "no"; a "no" does not take that of a relationship. */
function settleReview(work: Work, record: ImportRecord, fields: Fields): void {
  const { model, plan } = work;
  if (record.entity === 'relationship') {
    const review = model.pairReviewsByPair.get(
      pairKey(String(fields['sourceObjectId']), String(fields['targetObjectId'])),
    );
    if (review === undefined || plan.edits.some(({ id }) => id === review.id)) return;
    const name = recordName('pairReview', review, nameOf(work));
    plan.edits.push(removeEdit('pairReview', review.id));
    plan.changed.push({
      entity: 'pairReview',
      name,
      place: record.place,
      changes: [{ field: 'verdict', old: 'no', next: null }],
    });
  } else if (record.entity === 'pairReview') {
    const key = pairKey(String(fields['objectAId']), String(fields['objectBId']));
    if (!model.relationshipsByPair.has(key)) return;
    const name = recordName('pairReview', { id: '', ...fields }, nameOf(work));
    const sentence = `The file says no to ${name}, and the project has a relationship there. Delete the relationship first, or leave the cell empty.`;
    tell(work, record, sentence, true);
  }
}

/** Behind the last one there; what comes with an order of its own keeps it where nothing stands yet. */
function nextRank({ model, lastRanks }: Work, entity: ModelEntityName, fields: Fields): string {
  const objectId = textOf(fields['objectId']);
  const list = {
    object: [...model.objects, ...model.rejected],
    projectRole: model.roles,
    cta: model.ctasByObject.get(objectId) ?? [],
    attribute: model.attributesByObject.get(objectId) ?? [],
    context: model.contextsByObject.get(objectId) ?? [],
    sourceText: [...model.tables.sourceText.values()],
  }[entity as string];
  if (list?.length === 0 && typeof fields['rank'] === 'string') return fields['rank'];
  const key = `${entity} ${objectId}`;
  const last = lastRanks.get(key) ?? greatestRank(list ?? []);
  const rank = orderKeyBetween(last, null);
  lastRanks.set(key, rank);
  return rank;
}

function greatestRank(records: readonly { readonly rank: string }[]): string | null {
  return records.reduce<string | null>((most, { rank }) => (most === null || rank > most ? rank : most), null);
}

function tooMany({ plan, model }: Work): readonly ImportProblem[] {
  const counts = Map.groupBy(plan.created, ({ entity }) => entity);
  return [...counts].flatMap(([entity, created]) => {
    const count = model.tables[entity].size + created.length;
    if (count <= recordsMax[entity]) return [];
    const [would, most] = [count.toLocaleString('en'), recordsMax[entity].toLocaleString('en')];
    const sentence = `With this the project would have ${would} ${entityTitle(entity)}s, and it can have at most ${most}. Split the file into several projects.`;
    return [{ place: null, sentence, isFatal: true }];
  });
}

function nameOf({ names, model }: Work): (id: string) => string {
  const { object, projectRole, cta, context, attribute } = model.tables;
  return (id) => {
    const known = object.get(id) ?? projectRole.get(id) ?? cta.get(id) ?? context.get(id) ?? attribute.get(id);
    return known?.name ?? names.get(id) ?? '';
  };
}

function tell({ plan }: Work, { place }: ImportRecord, sentence: string, isFatal: boolean): void {
  plan.problems.push({ place, sentence, isFatal });
}
