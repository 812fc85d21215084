import type { z } from 'zod';

import type { Json } from '../values/json.ts';

export type StoredJson = z.infer<z.ZodJSONSchema>;

/** The same JSON under the name that record schemas have for it: theirs is not readonly, and the compiler minds. */
export function storedJson(json: Json): StoredJson {
  return json as StoredJson; // Nobody writes to what a record holds.
}

/** The same of the arguments of a run. */
export function storedArguments(given: { readonly [parameter: string]: Json }): { [parameter: string]: StoredJson } {
  return given as { [parameter: string]: StoredJson };
}
