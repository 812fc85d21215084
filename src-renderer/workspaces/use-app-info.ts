import { create } from 'zustand';

import { assert } from '#shared/base/assert.ts';
import type { ApiOutputs } from '#shared/features.ts';

export type AppInfo = ApiOutputs['app']['info'];

const useAppInfoStore = create<{ readonly info: AppInfo | null }>(() => ({ info: null }));

/** What is known of the program; main.tsx renders nothing before it is there. */
export function useAppInfo(): AppInfo {
  const info = useAppInfoStore((state) => state.info);
  assert(info !== null, 'The app info is asked for before the program has told it.');
  return info;
}

/** Null until the program has told it. */
export function findAppInfo(): AppInfo | null {
  return useAppInfoStore.getState().info;
}

export function getAppInfo(): AppInfo {
  const info = findAppInfo();
  assert(info !== null, 'The app info is asked for before the program has told it.');
  return info;
}

export function keepAppInfo(info: AppInfo): void {
  useAppInfoStore.setState({ info });
}
