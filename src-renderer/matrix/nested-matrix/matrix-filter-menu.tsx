import type { MatrixScope } from './matrix-actions.ts';
import { noFilter } from './matrix-lines.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import { ObjectFilterMenu } from '../object-filter-menu.tsx';

/** Which objects are rows and columns. The states of cells are chosen in the legend below the matrix. */
export function MatrixFilterMenu({ project }: Pick<MatrixScope, 'project'>) {
  const filter = useMatrixStore((state) => state.filter);
  return (
    <ObjectFilterMenu
      filter={filter}
      phases={project.settings.phases}
      chosenCount={filter.types.length + filter.phases.length + (filter.state === null ? 0 : 1)}
      onFilter={(changes) => changeMatrix({ filter: { ...filter, ...changes } })}
      onShowAll={() => changeMatrix({ filter: noFilter })}
    />
  );
}
