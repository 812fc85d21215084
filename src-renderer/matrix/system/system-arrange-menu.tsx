import { Menu } from '@mantine/core';
import { LayoutDashboard } from 'lucide-react';

import { alignBoxes, alignments, distributeBoxes } from '#shared/matrix/system/align-boxes.ts';
import type { Alignment } from '#shared/matrix/system/align-boxes.ts';
import type { Box, Point } from '#shared/matrix/system/system-geometry.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { forgetByHand, layOutAgain, moveNodes } from './system-actions.ts';
import { changeSystem, useSystemStore } from './system-store.ts';
import type { SystemStage } from './use-system-stage.ts';

export type SystemArrangeMenuProps = {
  readonly scope: MatrixScope;
  readonly stage: SystemStage;
  readonly boxes: ReadonlyMap<string, Box>;
};

const alignmentNames: { readonly [alignment in Alignment]: string } = {
  left: 'Align left',
  centre: 'Align centres',
  right: 'Align right',
  top: 'Align top',
  middle: 'Align middles',
  bottom: 'Align bottom',
};

/** What brings order into the picture. */
export function SystemArrangeMenu({ scope, stage, boxes }: SystemArrangeMenuProps) {
  const selectedIds = useSystemStore((state) => state.selectedIds);
  const chosen = new Map([...boxes].filter(([id]) => selectedIds.has(id)));
  const isWhole = stage.mode.kind === 'whole';
  const mayEdit = [...chosen.keys()].every((id) => scope.mayEdit('objects', [id]));
  const mayMove = chosen.size > 1 && (mayEdit || !isWhole) && !isNested(stage, chosen);
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <button type="button" className="button button-quiet">
          <LayoutDashboard size={14} strokeWidth={1.75} aria-hidden />
          Arrange
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!scope.mayEdit('objects') && isWhole} onClick={() => layOutAgain(scope, stage)}>
          Lay out again
        </Menu.Item>
        {isWhole ? (
          <Menu.Item
            disabled={chosen.size === 0 || !mayEdit}
            onClick={() => forgetByHand(scope, new Set(chosen.keys()))}
          >
            Forget my positions of the chosen
          </Menu.Item>
        ) : null}
        {stage.mode.kind === 'clusters' ? <ClusterItems stage={stage} /> : null}
        <Menu.Divider />
        <Menu.Label>
          {chosen.size > 1 ? `${String(chosen.size)} chosen` : 'Choose two or more: Shift and drag, or Ctrl and click'}
        </Menu.Label>
        {alignments.map((alignment) => (
          <Menu.Item
            key={alignment}
            disabled={!mayMove}
            onClick={() => moveNodes(scope, stage, withinParents(stage, alignBoxes(chosen, alignment)))}
          >
            {alignmentNames[alignment]}
          </Menu.Item>
        ))}
        {(['x', 'y'] as const).map((axis) => (
          <Menu.Item
            key={axis}
            disabled={!mayMove || chosen.size < 3}
            onClick={() => moveNodes(scope, stage, withinParents(stage, distributeBoxes(chosen, axis)))}
          >
            {axis === 'x' ? 'Distribute across' : 'Distribute down'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ClusterItems({ stage }: Pick<SystemArrangeMenuProps, 'stage'>) {
  return (
    <>
      <Menu.Item
        onClick={() => changeSystem({ openClusterIds: new Set(stage.clusters?.list.map(({ id }) => id) ?? []) })}
      >
        Open all clusters
      </Menu.Item>
      <Menu.Item onClick={() => changeSystem({ openClusterIds: new Set() })}>Close all clusters</Menu.Item>
    </>
  );
}

/** Whether some are inside of others that are chosen too: these move by themselves. */
function isNested({ spots }: SystemStage, chosen: ReadonlyMap<string, Box>): boolean {
  return [...chosen.keys()].some((id) => {
    const parentId = spots?.get(id)?.parentId ?? null;
    return parentId !== null && chosen.has(parentId);
  });
}

/** Places on the canvas as places in what each node is in. */
function withinParents({ spots }: SystemStage, places: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  return new Map(
    [...places].map(([id, { x, y }]) => {
      const parentId = spots?.get(id)?.parentId ?? null;
      const parent = parentId === null ? undefined : spots?.get(parentId)?.at;
      return [id, { x: x - (parent?.x ?? 0), y: y - (parent?.y ?? 0) }];
    }),
  );
}
