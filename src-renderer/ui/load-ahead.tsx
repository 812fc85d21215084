import { lazy, useState } from 'react';
import type { ComponentType } from 'react';

export type LoadedAhead<P> = {
  readonly Component: ComponentType<P>;
  /** Reads its files, so that it is there at once when it is shown. */
  readonly load: () => Promise<unknown>;
};

/**
 * A component whose files are read when it is first needed, or before. One that is shown unread has a placeholder first, and React
 * holds back what follows a placeholder for 300 ms, so that the screen does not flicker; one that has been read has none.
 */
export function loadAhead<P extends object>(read: () => Promise<ComponentType<P>>): LoadedAhead<P> {
  let loaded: ComponentType<P> | undefined;
  async function load(): Promise<{ default: ComponentType<P> }> {
    loaded = await read();
    return { default: loaded };
  }
  const Lazy = lazy(load);

  function Component(props: P) {
    // Chosen once: another type at a later render would begin the component anew.
    const [Chosen] = useState<ComponentType<P>>(() => loaded ?? Lazy);
    return <Chosen {...props} />;
  }
  return { Component, load };
}
