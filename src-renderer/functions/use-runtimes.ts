import type { Language } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';

import { useWatch } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';

/** The same wherever the languages stand beside each other. */
export const runtimeOrder = ['r', 'julia', 'python'] satisfies readonly Language[];

const none: readonly RuntimeState[] = [];

/** The languages' runtimes as they are now; empty until the core has told. */
export function useRuntimes(): readonly RuntimeState[] {
  return useWatch('runtimes', (signal) => client.runtimes.watch(undefined, { signal })) ?? none;
}

export function useRuntime(language: Language): RuntimeState | undefined {
  return useRuntimes().find((runtime) => runtime.language === language);
}
