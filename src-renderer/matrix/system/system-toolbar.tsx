import { NativeSelect, Select } from '@mantine/core';
import { useReactFlow } from '@xyflow/react';
import { CircleHelp, List, PanelRight, Plus, Route, Spline } from 'lucide-react';

import type { Box } from '#shared/matrix/system/system-geometry.ts';
import { usualMode } from '#shared/matrix/system/system-scene.ts';
import type { SystemMode } from '#shared/matrix/system/system-scene.ts';
import { counted } from '#shared/matrix/system/system-words.ts';

import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { SystemArrangeMenu } from './system-arrange-menu.tsx';
import { SystemFilterMenu } from './system-filter-menu.tsx';
import { changeSystem, useSystemStore } from './system-store.ts';
import { useObjectChoices } from '../use-object-choices.ts';
import type { SystemStage } from './use-system-stage.ts';
import { showObject } from './use-system-subject.ts';

export type SystemToolbarProps = {
  readonly scope: MatrixScope;
  readonly stage: SystemStage;
  readonly boxes: ReadonlyMap<string, Box>;
};

export function SystemToolbar({ scope, stage, boxes }: SystemToolbarProps) {
  const isListing = useSystemStore((state) => state.isListing);
  const path = useSystemStore((state) => state.path);
  const choices = useObjectChoices(scope.model.objects);
  return (
    <div className="matrix-toolbar" role="toolbar" aria-label="System model tools">
      <Select
        aria-label="Go to an object"
        placeholder="Go to an object"
        size="xs"
        className="system-find"
        searchable
        limit={50}
        data={choices}
        value={null}
        nothingFoundMessage="No object of this name"
        onChange={(objectId) => (objectId === null ? undefined : showObject(stage, objectId))}
      />
      <ModeChoice scope={scope} stage={stage} />
      <SystemFilterMenu project={scope.project} />
      <AddButton scope={scope} isListing={isListing} />
      <RelateButton scope={scope} isListing={isListing} />
      <SystemArrangeMenu scope={scope} stage={stage} boxes={boxes} />
      <IconButton
        label="Path between two objects"
        icon={Route}
        shortcut="P"
        isPressed={path !== null}
        onClick={() => changeSystem({ path: path === null ? { fromId: null, toId: null } : null })}
      />
      <span className="matrix-toolbar-rest" />
      <Shown stage={stage} />
      <PanelButtons />
    </div>
  );
}

/** What is beside the picture, or in its place. */
function PanelButtons() {
  const isListing = useSystemStore((state) => state.isListing);
  const isInspecting = useSystemStore((state) => state.isInspecting);
  return (
    <>
      <IconButton
        label="As a list in words"
        icon={List}
        shortcut="L"
        isPressed={isListing}
        onClick={() => changeSystem({ isListing: !isListing })}
      />
      <IconButton
        label="Keys of the system model"
        icon={CircleHelp}
        onClick={() => changeSystem({ isHelpOpen: true })}
      />
      <IconButton
        label="Details"
        icon={PanelRight}
        isPressed={isInspecting}
        onClick={() => changeSystem({ isInspecting: !isInspecting })}
      />
    </>
  );
}

type ToolProps = { readonly scope: MatrixScope; readonly isListing: boolean };

function RelateButton({ scope, isListing }: ToolProps) {
  const activeId = useSystemStore((state) => state.activeId);
  const active = activeId === null ? undefined : scope.model.tables.object.get(activeId);
  const relateReason = isListing
    ? 'Go back to the picture first'
    : active === undefined
      ? 'Choose an object first'
      : scope.mayEdit('relationships', [active.id])
        ? undefined
        : 'You may not relate it';
  return (
    <Button
      look="quiet"
      icon={Spline}
      title="Draw a relationship: R, or drag from the edge of an object"
      disabledReason={relateReason}
      onClick={() => (active === undefined ? undefined : changeSystem({ relating: { fromId: active.id, toId: null } }))}
    >
      Relate
    </Button>
  );
}

/** Asks for the name of a new object where the middle of the picture is. */
function AddButton({ scope, isListing }: ToolProps) {
  const { screenToFlowPosition } = useReactFlow();
  const add = (): void => {
    const canvas = document.querySelector('.system-canvas')?.getBoundingClientRect();
    if (canvas === undefined) return;
    const middle = { x: canvas.left + canvas.width / 2 - 80, y: canvas.top + canvas.height / 3 };
    changeSystem({ draftAt: screenToFlowPosition(middle) });
  };
  const reason = scope.mayEdit('objects') ? undefined : 'You may not add objects';
  return (
    <Button
      look="quiet"
      icon={Plus}
      title="Add an object: N, or double click where there is room"
      disabledReason={isListing ? 'Go back to the picture first' : reason}
      onClick={add}
    >
      Object
    </Button>
  );
}

const hopChoices = [1, 2, 3] as const;

/** All objects, clusters of them, or one and those around it. */
function ModeChoice({ scope, stage }: Pick<SystemToolbarProps, 'scope' | 'stage'>) {
  const { mode } = stage;
  const choices = useObjectChoices(scope.model.objects);
  const activeId = useSystemStore((state) => state.activeId);
  const firstId = activeId !== null && scope.model.objectIndexById.has(activeId) ? activeId : hubOf(scope);
  const modes: { readonly [kind in SystemMode['kind']]: SystemMode | null } = {
    whole: { kind: 'whole' },
    clusters: { kind: 'clusters' },
    near: firstId === undefined ? null : { kind: 'near', objectId: firstId, hops: 1 },
  };
  return (
    <>
      <NativeSelect
        aria-label="What is shown"
        size="xs"
        className="system-mode"
        value={mode.kind}
        data={[
          { value: 'whole', label: 'All objects' },
          { value: 'clusters', label: 'Clusters' },
          { value: 'near', label: 'Neighbourhood' },
        ]}
        onChange={({ currentTarget }) => {
          const kind = (['whole', 'clusters', 'near'] as const).find((candidate) => candidate === currentTarget.value);
          if (kind !== undefined) changeSystem({ mode: modes[kind] ?? usualMode(scope.model) });
        }}
      />
      {mode.kind === 'near' ? (
        <>
          <Select
            aria-label="Neighbourhood of"
            size="xs"
            className="system-near"
            searchable
            allowDeselect={false}
            limit={50}
            data={choices}
            value={mode.objectId}
            onChange={(objectId) => (objectId === null ? undefined : changeSystem({ mode: { ...mode, objectId } }))}
          />
          <NativeSelect
            aria-label="How far"
            size="xs"
            className="system-hops"
            value={String(mode.hops)}
            data={hopChoices.map((hops) => ({ value: String(hops), label: counted(hops, 'step', 'steps') }))}
            onChange={({ currentTarget }) => changeSystem({ mode: { ...mode, hops: Number(currentTarget.value) } })}
          />
        </>
      ) : null}
    </>
  );
}

/** The object with most relationships: where a look around begins when none is chosen. */
function hubOf({ model }: MatrixScope): string | undefined {
  return model.objects
    .map(({ id }) => ({ id, degree: model.relationshipsByObject.get(id)?.length ?? 0 }))
    .toSorted((one, other) => other.degree - one.degree)[0]?.id;
}

/** How much of the model is in the picture; what is not drawn is said. */
function Shown({ stage }: { readonly stage: SystemStage }) {
  const { nodes, hiddenEdgeCount, leftOutCount } = stage.scene;
  const count = nodes.reduce(
    (sum, node) => sum + (node.kind === 'object' ? 1 : node.isOpen ? 0 : node.memberIds.length),
    0,
  );
  const parts = [
    counted(count, 'object', 'objects'),
    leftOutCount > 0 ? `${String(leftOutCount)} left out` : '',
    hiddenEdgeCount > 0 ? `${String(hiddenEdgeCount)} relationships show when you choose an object` : '',
  ];
  const text = parts.filter((part) => part !== '').join(' · ');
  return (
    <span className="system-shown num" title={text}>
      {text}
    </span>
  );
}
