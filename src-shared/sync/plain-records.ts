/*
 * Pages of thousands of records and changes: zod takes ten microseconds for each, more than all the rest of writing it into a
 * device's file. So it is first looked at by hand whether one is plainly as the protocol has it. Whatever is not is left to zod,
 * which alone refuses.
 */
import { isDeviceId, isStamp } from '../changes/stamp.ts';
import type { IsPlain } from '../rpc/quick-schema.ts';
import { jsonDepthMax } from '../schema/field.ts';

export const idPattern = /^[\w.:@-]{1,64}$/;
export const namePattern = /^[a-z][A-Za-z0-9]{0,63}$/;
/** What zod takes for base64. */
const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const isPlainRecord: IsPlain = allOf({
  entity: isName,
  id: isId,
  values: isValues,
  clocks: (value) => isMap(value, { isKey: (key) => key !== '__proto__', isValue: isPlainStamp }),
  states: (value) => isMap(value, { isKey: isName, isValue: (state) => isText(state) && base64Pattern.test(state) }),
});

const sentChangeChecks = {
  deviceId: (value) => isText(value) && isDeviceId(value),
  number: (value) => isCount(value, 1),
  transactionNumber: (value) => isCount(value, 1),
  undoGroup: (value) => isText(value) && value.length > 0 && value.length <= 64,
  sessionId: (value) => value === null || (isText(value) && value.length <= 64),
  entity: isName,
  recordId: isId,
  patch: isValues,
  before: (value) => value === null || isValues(value),
  stamp: isPlainStamp,
  schemaVersion: (value) => isCount(value, 0),
} satisfies { readonly [key: string]: IsPlain };

export const isPlainSentChange: IsPlain = allOf(sentChangeChecks);

export const isPlainToldChange: IsPlain = allOf({
  ...sentChangeChecks,
  seq: (value) => isCount(value, 1),
  actorId: isId,
});

/** Whether an object has these keys and no other, each as its check has it. */
function allOf(checks: { readonly [key: string]: IsPlain }): IsPlain {
  const entries = Object.entries(checks);
  return (value) => {
    if (!isObject(value) || Object.keys(value).length !== entries.length) return false;
    return entries.every(([key, check]) => Object.hasOwn(value, key) && check(value[key]));
  };
}

type MapChecks = { readonly isKey: (key: string) => boolean; readonly isValue: IsPlain };

function isMap(value: unknown, { isKey, isValue }: MapChecks): boolean {
  return isObject(value) && Object.keys(value).every((key) => isKey(key) && isValue(value[key]));
}

function isValues(value: unknown): boolean {
  return isMap(value, { isKey: isName, isValue: (one) => isPlainJson(one) });
}

function isPlainJson(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (depth >= jsonDepthMax) return false;
  if (Array.isArray(value)) return value.every((one) => isPlainJson(one, depth + 1));
  return (
    isObject(value) && Object.keys(value).every((key) => key !== '__proto__' && isPlainJson(value[key], depth + 1))
  );
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isName(value: unknown): boolean {
  return isText(value) && namePattern.test(value);
}

function isId(value: unknown): boolean {
  return isText(value) && idPattern.test(value);
}

function isPlainStamp(value: unknown): boolean {
  return isText(value) && isStamp(value);
}

function isCount(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
}
