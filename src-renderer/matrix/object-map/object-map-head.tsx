import { Menu } from '@mantine/core';
import {
  ChevronDown,
  ClipboardPaste,
  FileSpreadsheet,
  ListOrdered,
  SquareFunction,
  TableProperties,
} from 'lucide-react';

import { tableHeader } from '#shared/matrix/exchange/table-header.ts';

import { saveFile } from '../../ui/save-file.ts';
import { GapDot } from '../gaps/gap-dot.tsx';
import { moveObject } from './object-map-moves.ts';
import type { ObjectMapColumnProps } from './object-map-column.tsx';

export type ObjectMapHeadProps = ObjectMapColumnProps & { readonly isActive: boolean };

const objectDragType = 'application/x-triptych-object';

/** The object's name, and what can be done with its attributes. Dragged, it puts the column elsewhere. */
export function ObjectMapHead(props: ObjectMapHeadProps) {
  const { project, model, column, number, isActive, mayEdit, announce, onNote, onFocus, onDialog } = props;
  const { object } = column;
  const attributes = model.attributesByObject.get(object.id) ?? [];
  const isEditable = mayEdit('attributes', [object.id]);
  const mayMove = mayEdit('objects', [object.id]);
  return (
    <Menu position="bottom-start" width={250} shadow="md">
      {/* Its column can be moved with the keys too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <h2
        className="map-head"
        data-paint={project.settings.palette.object}
        draggable={mayMove}
        onDragStart={(event) => event.dataTransfer.setData(objectDragType, object.id)}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(objectDragType)) event.preventDefault();
        }}
        onDrop={(event) => {
          const moved = model.tables.object.get(event.dataTransfer.getData(objectDragType));
          if (moved === undefined) return;
          event.preventDefault();
          const by = (model.objectIndexById.get(object.id) ?? 0) - (model.objectIndexById.get(moved.id) ?? 0);
          const done = moveObject(project.id, moved, by);
          if (done !== null) announce(done);
          onFocus(moved.id, 'head');
        }}
      >
        <Menu.Target>
          <button
            type="button"
            data-active={isActive || undefined}
            tabIndex={isActive ? 0 : -1}
            title={object.description === '' ? undefined : object.description}
            onFocus={() => onNote(object.id, 'head')}
          >
            <bdi>{object.name}</bdi>
            <span className="visually-hidden">, object {number}</span>
            <GapDot projectId={project.id} kind="object" id={object.id} />
            {object.phase === '' ? null : <span className="map-head-phase">{object.phase}</span>}
            <ChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
      </h2>
      <Menu.Dropdown>
        <Menu.Item
          disabled={!isEditable}
          leftSection={<ClipboardPaste size={14} aria-hidden />}
          onClick={() => onDialog({ kind: 'paste', objectId: object.id })}
        >
          Paste a list of attributes…
        </Menu.Item>
        <Menu.Item
          disabled={!isEditable}
          leftSection={<SquareFunction size={14} aria-hidden />}
          onClick={() => onDialog({ kind: 'function', objectId: object.id })}
        >
          Attributes from a function…
        </Menu.Item>
        <Menu.Item
          disabled={!isEditable}
          leftSection={<FileSpreadsheet size={14} aria-hidden />}
          onClick={() => onDialog({ kind: 'file', objectId: object.id })}
        >
          Attributes from a table’s file…
        </Menu.Item>
        <Menu.Item
          disabled={!isEditable || attributes.length < 2}
          leftSection={<ListOrdered size={14} aria-hidden />}
          onClick={() => onDialog({ kind: 'rank', objectId: object.id })}
        >
          Rank by comparing two…
        </Menu.Item>
        <Menu.Item
          disabled={attributes.length === 0}
          leftSection={<TableProperties size={14} aria-hidden />}
          onClick={() =>
            saveFile(new Blob([tableHeader(attributes)], { type: 'text/csv;charset=utf-8' }), `${object.name}.csv`)
          }
        >
          Download as the header of a table
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
