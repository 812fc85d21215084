/**
 * Waits for all of what was asked of one transaction together, and throws what the first of it has failed with: what was asked
 * after it fails only because it has.
 */
export async function inOrder<P extends readonly [] | readonly Promise<unknown>[]>(
  asked: P,
): Promise<{ -readonly [K in keyof P]: Awaited<P[K]> }> {
  const settled: readonly PromiseSettledResult<unknown>[] = await Promise.allSettled(asked);
  const values = settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  return values as { -readonly [K in keyof P]: Awaited<P[K]> }; // One for each of what was asked, in its order.
}
