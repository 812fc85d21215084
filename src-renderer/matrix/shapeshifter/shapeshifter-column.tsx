import { Menu } from '@mantine/core';
import { ArrowLeft, ArrowRight, Ellipsis, Eye, EyeOff, Trash2 } from 'lucide-react';

import type { ContextRecord } from '#shared/matrix/attribute-entities.ts';
import type { ShiftRow } from '#shared/matrix/shapeshifter-rules.ts';

import { InPlaceText } from '../in-place-text.tsx';
import { answerCells, deleteContext, moveContext, renameContext } from './shapeshifter-actions.ts';

export type ShapeshifterColumnProps = {
  readonly context: ContextRecord;
  readonly rows: readonly ShiftRow[];
  readonly index: number;
  readonly count: number;
  readonly isReadOnly: boolean;
};

/** The head of a context: its name, in place, and what can be done with it. */
export function ShapeshifterColumn({ context, rows, index, count, isReadOnly }: ShapeshifterColumnProps) {
  const icon = { size: 14, 'aria-hidden': true } as const;
  const places = rows.map(({ subject }) => ({ context, subject }));
  return (
    <span className="shifter-column">
      <InPlaceText
        label={`Name of the context ${context.name}`}
        value={context.name}
        isReadOnly={isReadOnly}
        onKeep={(name) => void renameContext(context, name)}
      />
      {isReadOnly ? null : (
        <Menu width={200} position="bottom-end" returnFocus>
          <Menu.Target>
            <button type="button" className="icon-button icon-button-small" aria-label={`Menu of ${context.name}`}>
              <Ellipsis {...icon} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Eye {...icon} />} onClick={() => void answerCells(places, { isVisible: true })}>
              Show everything
            </Menu.Item>
            <Menu.Item
              leftSection={<EyeOff {...icon} />}
              onClick={() => void answerCells(places, { isVisible: false })}
            >
              Show nothing
            </Menu.Item>
            <Menu.Item
              leftSection={<ArrowLeft {...icon} />}
              disabled={index === 0}
              onClick={() => void moveContext(context, -1)}
            >
              Move left
            </Menu.Item>
            <Menu.Item
              leftSection={<ArrowRight {...icon} />}
              disabled={index === count - 1}
              onClick={() => void moveContext(context, 1)}
            >
              Move right
            </Menu.Item>
            <Menu.Item data-danger leftSection={<Trash2 {...icon} />} onClick={() => void deleteContext(context)}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  );
}
