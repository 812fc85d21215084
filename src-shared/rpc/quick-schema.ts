/* Schemas of what comes by the thousand: looked at by hand first, since zod takes ten microseconds for a record of a dozen fields. */
import { z } from 'zod';

export type IsPlain = (value: unknown) => boolean;

/** By the schema that is looked at by hand, the one that says the same in zod's words: for the API's document. */
export const carefulByQuick = new Map<z.ZodType, z.ZodType>();

export type ListBounds = { readonly min?: number; readonly max: number };

/**
 * A list of what `careful` takes, as `quickly` has it. How long it is is looked at first, and what is wrong is told of the first that
 * is: of a million wrong ones nothing is to be made.
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
    const wrong = value.findIndex((one) => !isPlain(one) && !careful.safeParse(one).success);
    if (wrong >= 0) addIssues(context, careful.safeParse(value[wrong]), wrong);
    return undefined;
  });
  carefulByQuick.set(quick, list);
  // What has passed is what `careful` takes.
  return quick as unknown as z.ZodType<T[], T[]>;
}

/** What `careful` takes, of which nothing is made anything else; `isPlain` may answer false for what fits, never true for what does not. */
export function quickly<T>(careful: z.ZodType<T>, isPlain: IsPlain): z.ZodType<T> {
  // Nonoptional, or the API's document would say that it may be absent.
  const quick = z.nonoptional(z.unknown()).superRefine((value, context) => {
    if (!isPlain(value)) addIssues(context, careful.safeParse(value));
  });
  carefulByQuick.set(quick, careful);
  // What has passed is what `careful` takes.
  return quick as unknown as z.ZodType<T>;
}

type Parsed = { readonly error?: z.ZodError | undefined };

function addIssues(context: z.RefinementCtx, { error }: Parsed, ...place: readonly number[]): void {
  for (const { path, message } of error?.issues ?? [])
    context.addIssue({ code: 'custom', path: [...place, ...path], message });
}
