import { useSyncExternalStore } from 'react';

import { core } from './client.ts';
import type { ConnectionState } from './connect.ts';

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(core.subscribe, core.getState);
}
