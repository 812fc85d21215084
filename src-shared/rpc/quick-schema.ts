/* Schemas of what comes by the thousand: looked at by hand first, since zod takes ten microseconds for a record of a dozen fields. */
import { z } from 'zod';

export type IsPlain = (value: unknown) => boolean;

/** By the schema that is looked at by hand, the one that says the same in zod's words: for the API's document. */
export const carefulByQuick = new Map<z.ZodType, z.ZodType>();

/** What `careful` takes, of which nothing is made anything else; `isPlain` may answer false for what fits, never true for what does not. */
export function quickly<T>(careful: z.ZodType<T>, isPlain: IsPlain): z.ZodType<T> {
  // Nonoptional, or the API's document would say that it may be absent.
  const quick = z.nonoptional(z.unknown()).superRefine((value, context) => {
    if (isPlain(value)) return;
    const parsed = careful.safeParse(value);
    if (parsed.success) return;
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  });
  carefulByQuick.set(quick, careful);
  // What has passed is what `careful` takes.
  return quick as unknown as z.ZodType<T>;
}
