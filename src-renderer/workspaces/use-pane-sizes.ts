import { useMemo } from 'react';
import type { Layout } from 'react-resizable-panels';
import { z } from 'zod';

import { readPreference, savePreference } from './preferences.ts';

const layoutSchema = z.record(z.string(), z.number());

export type PaneSizes = {
  readonly defaultLayout?: Layout;
  readonly onLayoutChanged: (layout: Layout, meta: { readonly isUserInteraction: boolean }) => void;
};

/** The sizes of a group of panes as a person last left them. */
export function usePaneSizes(name: string): PaneSizes {
  return useMemo(() => {
    const key = `panes:${name}`;
    const kept = layoutSchema.safeParse(readPreference(key));
    const onLayoutChanged: PaneSizes['onLayoutChanged'] = (layout, meta) => {
      if (meta.isUserInteraction) savePreference(key, layout);
    };
    return kept.success ? { defaultLayout: kept.data, onLayoutChanged } : { onLayoutChanged };
  }, [name]);
}
