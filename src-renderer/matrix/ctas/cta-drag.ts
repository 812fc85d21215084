import { z } from 'zod';

import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';

export const dragType = 'application/x-triptych-cta';

export type Dragged = { readonly ctaId: string; readonly from: CtaPlace };

const draggedSchema = z.object({
  ctaId: z.string(),
  from: z.object({ objectId: z.string(), roleId: z.string().nullable() }),
});

/** What was dragged or copied out of the matrix; null for anything else. */
export function readDragged(data: Pick<DataTransfer, 'getData'>): Dragged | null {
  try {
    return draggedSchema.parse(JSON.parse(data.getData(dragType)));
  } catch {
    return null; // Text from elsewhere, or a file.
  }
}
