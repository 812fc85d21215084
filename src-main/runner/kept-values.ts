/*
 * Values that a function asked to keep (HandleValue): which a call needs, and why it may not have them.
 */
import type { CallFailure } from '#shared/calls/call-failure.ts';
import { languageNames } from '#shared/calls/language.ts';
import { isList } from '#shared/values/value.ts';
import type { HandleValue, Value } from '#shared/values/value.ts';

import type { Call, CallOutcome } from './call.ts';

export type HandleArgument = { readonly parameter: string; readonly handle: HandleValue };

/** Every handle in a value, however deep: columns cannot hold any. */
export function handlesIn(value: Value): readonly HandleValue[] {
  const found: HandleValue[] = [];
  collect(value, found);
  return found;
}

function collect(value: Value, found: HandleValue[]): void {
  if (value === null || typeof value !== 'object') return;
  if (isList(value)) for (const item of value) collect(item, found);
  else if (value.kind === 'map') for (const [, item] of value.entries) collect(item, found);
  else if (value.kind === 'handle') found.push(value);
}

export function handleArgumentsOf(call: Call): readonly HandleArgument[] {
  return call.args.flatMap(([parameter, value]) => handlesIn(value).map((handle) => ({ parameter, handle })));
}

/** Why the call cannot have its kept values, whatever sessions there are. */
export function refuseHandles(call: Call, handles: readonly HandleArgument[]): CallFailure | undefined {
  const [first] = handles;
  if (first === undefined) return undefined;
  if (call.isolation !== 'shared') {
    const reason = `A kept value (${first.handle.description}) stays in the shared session that made it, and this call runs in a process of its own. Run it in the shared session.`;
    return { kind: 'argument-refused', parameter: first.parameter, reason };
  }
  const foreign = handles.find(({ handle }) => handle.language !== call.language);
  if (foreign === undefined) return undefined;
  const reason = `A kept value (${foreign.handle.description}) is of use only in its own language, and not in ${languageNames[call.language]}.`;
  return { kind: 'argument-refused', parameter: foreign.parameter, reason };
}

/** What a call comes to whose session ends with it: a value that it has kept would be gone before anybody could ask for it. */
export function withoutHandles(outcome: CallOutcome): CallOutcome {
  if (outcome.kind === 'failed' || handlesIn(outcome.value).length === 0) return outcome;
  const description =
    'a kept value, which would be gone with the process of this isolated call. Run it in the shared session';
  return { kind: 'failed', failure: { kind: 'value-not-showable', path: '', description }, tookMs: outcome.tookMs };
}

/** The failure of a call whose kept values have gone; `isHere` tells those that have not. */
export function handlesGone(call: Call, isHere: (handleId: string) => boolean): CallFailure {
  const handles = handleArgumentsOf(call);
  const gone = handles.find(({ handle }) => !isHere(handle.id)) ?? handles[0];
  return { kind: 'handle-gone', parameter: gone?.parameter ?? '', description: gone?.handle.description ?? '' };
}

export function handleElsewhere({ parameter, handle }: HandleArgument): CallFailure {
  const reason = `A kept value (${handle.description}) is in another session than the one before it, and no call can be in two.`;
  return { kind: 'argument-refused', parameter, reason };
}
