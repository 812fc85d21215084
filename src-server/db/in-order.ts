/**
 * Waits for all of what was asked of one transaction together, and throws what the first of it has failed with: what was asked
 * after it fails only because it has.
 */
export async function inOrder<T extends readonly unknown[]>(
  asked: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const settled = await Promise.allSettled<unknown>(asked);
  const values = settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  return values as unknown as T; // One for each of what was asked, in its order.
}
