import { stampDeviceId } from '../changes/stamp.ts';
import { isId } from '../base/id.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import type { AcceptDeps, KnownDevice } from './accept-changes.ts';
import { mergeChange } from './merge-change.ts';
import { parseSentPatch } from './parse-change.ts';
import { isSameJson, parseValue } from './parse-value.ts';
import type { Outcome, RejectionCode, SentChange } from './sync-protocol.ts';
import { mayPushEntity, reachFields } from './synced-entities.ts';

/** Somebody's wish to write: what the change says (merged texts as edits), and the record before and after it. */
export type WriteQuestion = {
  readonly entity: AnyEntity;
  readonly before: StoredRecord | undefined;
  readonly after: StoredRecord;
  readonly patch: SentChange['patch'];
  readonly isCreate: boolean;
  /** What is carried out together has the same. */
  readonly transaction: Pick<SentChange, 'deviceId' | 'transactionNumber'>;
  /** Any record as it is at this point of the push: a project that was made a change ago is there. */
  readonly findRecord: (entity: AnyEntity, id: string) => StoredRecord | 'hidden' | undefined;
};

export type AcceptScene = {
  readonly deps: AcceptDeps;
  /** The change's device as it is known at this point of the push. */
  readonly device: KnownDevice;
  readonly findRecord: WriteQuestion['findRecord'];
};

export type Decision =
  | { readonly kind: 'refused'; readonly code: RejectionCode; readonly problems: readonly string[] }
  | {
      readonly kind: 'taken';
      readonly outcome: Outcome;
      /** As it is logged: its values parsed. */
      readonly change: SentChange;
      readonly entity: AnyEntity;
      readonly stored: StoredRecord;
      readonly isNew: boolean;
    };

/** Decides about one change, whose number is new and whose stamp is not ahead. */
export function acceptChange(scene: AcceptScene, change: SentChange): Decision {
  const { deps, findRecord } = scene;
  const entity = deps.entityByName.get(change.entity);
  if (entity === undefined || !mayPushEntity(entity)) return refused('entity-unknown');
  const wrong = findWrongForm(scene, change);
  if (wrong !== undefined) return wrong;
  const found = findRecord(entity, change.recordId);
  if (found === 'hidden') return refused('not-permitted');
  if (found === undefined && change.before !== null) return refused('record-missing');
  const isCreate = change.before === null;
  const parsed = parseSentPatch(entity, change, found, { isUnknownFine: false, isOwnTextOnly: true });
  if (!parsed.ok) return refused('record-invalid', parsed.failure);
  const patch = parsed.value;
  const misplaced = findMisplaced(deps, entity, found, { ...change, patch });
  if (misplaced !== undefined) return misplaced;
  const taken = { ...change, patch, before: keptBefore(entity, change) };
  const stored = mergeChange(entity, found, taken);
  if (stored === undefined) return refused('record-missing');
  const code = deps.mayWrite({
    entity,
    before: found,
    after: stored,
    patch,
    isCreate,
    transaction: change,
    findRecord,
  });
  if (code !== undefined) return refused(code);
  return {
    kind: 'taken',
    outcome: outcomeOf(stored, taken),
    change: taken,
    entity,
    stored,
    isNew: found === undefined,
  };
}

/** What is wrong with a change whatever record it is of. */
function findWrongForm({ deps, device }: AcceptScene, change: SentChange): Decision | undefined {
  const { stamp, deviceId, number, transactionNumber, recordId } = change;
  if (device.userId !== deps.actorId) {
    return refused('not-permitted', ['this device writes in the name of another person']);
  }
  if (number <= device.lastNumber) {
    return refused('record-invalid', ['its number is not after the one before']);
  }
  if (stampDeviceId(stamp) !== deviceId) return refused('record-invalid', ['its stamp is of another device']);
  if (device.lastStamp !== null && stamp <= device.lastStamp) {
    return refused('record-invalid', ['its stamp is not after the one before']);
  }
  if (transactionNumber > number) return refused('record-invalid', ['its transaction begins after it']);
  if (!isId(recordId)) return refused('record-invalid', ['its record has no identifier']);
  if (Object.keys(change.patch).length === 0) return refused('record-invalid', ['it changes nothing']);
  return undefined;
}

/** Where a record belongs and what is fixed in it: said at its creation, in the own tenant, and never again. */
function findMisplaced(
  { tenantId }: AcceptDeps,
  entity: AnyEntity,
  found: StoredRecord | undefined,
  change: SentChange,
): Decision | undefined {
  const { patch, before, stamp, recordId } = change;
  if (before === null) {
    if (patch['tenantId'] !== tenantId) return refused('scope-foreign');
    if (entity.name === 'workspace' && patch['workspaceId'] !== recordId) return refused('scope-foreign');
    const isElsewhere = reachFields(entity).some((name) => found !== undefined && found.record[name] !== patch[name]);
    return isElsewhere ? refused('scope-foreign') : undefined;
  }
  const fixed = Object.keys(patch).filter((name) => entity.fields[name]?.merge === 'fixed');
  if (fixed.length > 0) {
    return refused(
      'record-invalid',
      fixed.map((name) => `${name} is set once and cannot be changed`),
    );
  }
  const created = found?.clocks['*'];
  if (created !== undefined && stamp < created) return refused('record-invalid', ['it is from before its record']);
  return undefined;
}

/** Of what a change says there was before, that which can have been: it is told to others and shown to them. */
function keptBefore(entity: AnyEntity, { before, patch }: SentChange): SentChange['before'] {
  if (before === null) return null;
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => {
      const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
      return field !== undefined && Object.hasOwn(patch, name) && parseValue(name, field, value).ok;
    }),
  );
}

function outcomeOf(stored: StoredRecord, { patch, stamp }: SentChange): Outcome {
  const fields: { [field: string]: unknown } = {};
  for (const name of Object.keys(patch)) {
    const winner = stored.clocks[name] ?? stored.clocks['*'];
    if (winner === stamp || stored.states[name] !== undefined) continue;
    const kept = stored.record[name] ?? null;
    if (!isSameJson(kept, patch[name])) fields[name] = { value: kept, stamp: winner, actorId: null };
  }
  // Values and stamps of a stored record.
  return Object.keys(fields).length === 0 ? { kind: 'applied' } : ({ kind: 'superseded', fields } as Outcome);
}

function refused(code: RejectionCode, problems: readonly string[] = []): Decision {
  return { kind: 'refused', code, problems };
}
