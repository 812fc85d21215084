import { runEntity } from '#shared/functions/function-entities.ts';

import type { StoreReader } from '../store/store.ts';

/**
 * The number of a function's next run. Only this program makes runs here, so it is asked of the store once for each function;
 * a run that was deleted leaves its number to nobody.
 */
export type RunNumbers = { readonly next: (functionId: string | null) => number };

export function createRunNumbers(store: Pick<StoreReader, 'list'>): RunNumbers {
  const lastByFunctionId = new Map<string, number>();
  return {
    next(functionId) {
      if (functionId === null) return 1;
      const number = (lastByFunctionId.get(functionId) ?? lastNumber(store, functionId)) + 1;
      lastByFunctionId.set(functionId, number);
      return number;
    },
  };
}

function lastNumber(store: Pick<StoreReader, 'list'>, functionId: string): number {
  const [latest] = store.list(runEntity, {
    where: { functionId },
    // Several runs may begin in one millisecond.
    order: [
      { field: 'createdAt', direction: 'down' },
      { field: 'runNumber', direction: 'down' },
    ],
    limit: 1,
  });
  return latest?.runNumber ?? 0;
}
