/* Schemas of what comes by the thousand: looked at by hand first, since zod takes ten microseconds for a record of a dozen fields. */
import { z } from 'zod';

export type IsPlain = (value: unknown) => boolean;

/** By the schema that is looked at by hand, the one that says the same in zod's words: for the API's document. */
export const carefulByQuick = new Map<z.ZodType, z.ZodType>();

/** By a list, how many of its first members its reader has found to be sound already, and by which schema. */
const soundByList = new WeakMap<object, { readonly careful: z.ZodType; readonly count: number }>();

/**
 * Whoever reads a long list with turns of the event loop in between looks at its members there, and says here how many of the first
 * are sound: `quickList(careful, …)` goes on behind them, and does not hold the thread for all of them at once.
 */
export function noteSound(list: readonly unknown[], careful: z.ZodType, count: number): void {
  soundByList.set(list, { careful, count });
}

export function isSound(careful: z.ZodType, isPlain: IsPlain, one: unknown): boolean {
  return isPlain(one) || careful.safeParse(one).success;
}

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
    const known = soundByList.get(value);
    for (let index = known?.careful === careful ? known.count : 0; index < value.length; index += 1) {
      const one: unknown = value[index];
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
