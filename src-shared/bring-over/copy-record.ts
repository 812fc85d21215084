/*
 * A record of one account as the draft of its copy in another: under an id of its own, in the other's tenant, by the other's person,
 * and naming the copies of what it named.
 *
 * Ids are new, since those of a record are for ever and for all: the same workspace may be brought to two accounts of one server, or
 * from two devices that have the same folder, and each copy then lives for itself. What its kind of field says is enough for
 * almost everything (a reference names another record); ids also stand in the JSON of settings and results, and in the subjects of
 * comments, questions, files and visibilities.
 */
import { contextVisibilityId, ctaRoleId, cellKey, pairKey, pairOf, pairReviewId } from '../matrix/matrix-keys.ts';
import type { AnyEntity, AnyRecord } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';

export type Destination = {
  readonly tenantId: string;
  readonly userId: string;
  /** Undefined of what is not brought. */
  readonly idOf: (id: string) => string | undefined;
};

export type Draft = { readonly id: string; readonly [field: string]: unknown };
type Fields = { readonly [field: string]: unknown };

const systemFields: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'deletedAt']);

export function copyRecord(entity: AnyEntity, record: AnyRecord, to: Destination): Draft {
  const draft: { [field: string]: unknown } = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    if (systemFields.has(name) || field.isServerOnly || field.kind === 'retired') continue;
    draft[name] = name === 'subjectId' ? subjectOf(record, to) : copyValue(field, record[name], to);
  }
  return settle(entity, { ...draft, id: to.idOf(record.id) ?? record.id });
}

/** The ids of records that a copy cannot be without. */
export function requiredIds(entity: AnyEntity, record: AnyRecord): readonly { readonly target: string; id: string }[] {
  return Object.entries(entity.fields).flatMap(([name, { target, isOptional, isServerOnly }]) => {
    const id = record[name];
    if (target === undefined || isOptional || isServerOnly || typeof id !== 'string') return [];
    return target === 'tenant' || target === 'user' ? [] : [{ target, id }];
  });
}

function copyValue(field: Field<unknown>, value: unknown, to: Destination): unknown {
  if (typeof value === 'string' && field.kind === 'reference') return copyReference(field, value, to);
  return field.kind === 'json' ? copyJson(value, to) : value;
}

function copyReference({ target, isOptional }: Field<unknown>, id: string, to: Destination): string | null {
  if (target === 'tenant') return to.tenantId;
  // In `personal` there is one person, and others can have come with a file. Whoever brings it answers for it.
  if (target === 'user') return to.userId;
  return to.idOf(id) ?? (isOptional ? null : id);
}

const idsInText = /[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Names of fields as well as values: exceptions and settings are kept by the id of what they are about. */
function copyJson(value: unknown, to: Destination): unknown {
  if (typeof value === 'string') return copyText(value, to);
  if (Array.isArray(value)) return value.map((one: unknown) => copyJson(one, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [copyText(name, to), copyJson(one, to)]));
}

function copyText(text: string, to: Destination): string {
  return text.replaceAll(idsInText, (id) => to.idOf(id) ?? id);
}

/** Of a pair and of a cell the id is made of two (matrix-keys.ts), and which of a pair comes first depends on them. */
function subjectOf({ subjectKind, subjectId }: Fields, to: Destination): unknown {
  const ids = String(subjectId)
    .split(/[:>]/)
    .map((id) => to.idOf(id) ?? id);
  const [one, other] = ids;
  if (one === undefined || other === undefined) return one;
  return subjectKind === 'cell' ? cellKey(one, other) : pairKey(one, other);
}

/** What there can be only one of is known by an id made from what it is about. */
function settle(entity: AnyEntity, draft: Draft): Draft {
  const text = (field: string): string => String(draft[field]);
  switch (entity.name) {
    case 'pairReview': {
      const [objectAId, objectBId] = pairOf(text('objectAId'), text('objectBId'));
      return { ...draft, id: pairReviewId(text('projectId'), objectAId, objectBId), objectAId, objectBId };
    }
    case 'ctaRole':
      return { ...draft, id: ctaRoleId(text('ctaId'), text('projectRoleId')) };
    case 'contextVisibility':
      return { ...draft, id: contextVisibilityId(text('contextId'), text('subjectId')) };
    default:
      return draft;
  }
}
