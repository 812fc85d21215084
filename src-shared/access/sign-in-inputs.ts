import { z } from 'zod';

import { idSchema } from '../rpc/server-contract.ts';
import { personNameSchema } from '../tenancy/tenancy-inputs.ts';

/** The installation from which somebody signs in. Its id comes back at the next sign-in, so that it stays one device. */
export const deviceSchema = z.object({
  id: idSchema.optional(),
  name: personNameSchema,
  platform: z.string().max(100),
});
