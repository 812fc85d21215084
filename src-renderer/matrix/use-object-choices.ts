import { useMemo } from 'react';

import type { ProjectModel } from '#shared/matrix/project-model.ts';

/** The objects for a chooser. Two of one name are told apart by a number. */
export function useObjectChoices(
  objects: ProjectModel['objects'],
): { readonly value: string; readonly label: string }[] {
  return useMemo(() => {
    const seen = new Map<string, number>();
    return objects.map(({ id, name }) => {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return { value: id, label: count === 1 ? name : `${name} (${String(count)})` };
    });
  }, [objects]);
}
