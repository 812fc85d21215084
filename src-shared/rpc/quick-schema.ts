/* Schemas of what comes by the thousand: looked at by hand first, since zod takes ten microseconds for a record of a dozen fields. */
import { z } from 'zod';

export type IsPlain = (value: unknown) => boolean;

/** By the schema that is looked at by hand, the one that says the same in zod's words: for the API's document. */
export const carefulByQuick = new Map<z.ZodType, z.ZodType>();

type ListBounds = { readonly min?: number; readonly max: number };

/**
 * A list of what `careful` takes, of which nothing is made anything else; `isPlain` may answer false for what fits, never true for what
 * does not. How long the list is is looked at first, and what is wrong is told of the first that is: of a million wrong ones nothing is
 * to be made.
 */
export function quickList<T>(
  careful: z.ZodType<T>,
  isPlain: IsPlain,
  { min = 0, max }: ListBounds,
): z.ZodType<T[], T[]> {
  const list = z.array(careful).min(min).max(max);
  const quick = z.nonoptional(z.unknown()).superRefine((value, context) => {
    if (!Array.isArray(value)) return addIssues(context, list.safeParse(value));
    if (value.length < min || value.length > max) {
      const message = `has ${String(value.length)} items, of ${String(min)} to ${String(max)}`;
      return context.addIssue({ code: 'custom', path: [], message });
    }
    for (const [index, one] of value.entries()) {
      if (isPlain(one)) continue;
      const parsed = careful.safeParse(one);
      if (!parsed.success) return addIssues(context, parsed, index);
    }
    return undefined;
  });
  carefulByQuick.set(quick, list);
  // What has passed is what `careful` takes.
  return quick as unknown as z.ZodType<T[], T[]>;
}

type Parsed = { readonly error?: z.ZodError | undefined };

function addIssues(context: z.RefinementCtx, { error }: Parsed, ...place: readonly number[]): void {
  for (const { path, message } of error?.issues ?? [])
    context.addIssue({ code: 'custom', path: [...place, ...path], message });
}
