import { Menu } from '@mantine/core';
import { Download } from 'lucide-react';

import { tableFormatNames, tableFormats } from '#shared/functions/table-format.ts';
import type { TableFormat } from '#shared/functions/table-format.ts';

import { IconButton } from '../ui/icon-button.tsx';

const hints: { readonly [format in TableFormat]: string } = {
  csv: 'text, for every program',
  parquet: 'small, with types',
  arrow: 'fast, with types',
};

export type SaveTableMenuProps = { readonly onSave: (format: TableFormat) => void };

/** The formats that a table can be saved in. */
export function SaveTableMenu({ onSave }: SaveTableMenuProps) {
  return (
    <Menu position="bottom-end" width={230} returnFocus>
      <Menu.Target>
        <IconButton isSmall label="Save the table" icon={Download} />
      </Menu.Target>
      <Menu.Dropdown>
        {tableFormats.map((format) => (
          <Menu.Item key={format} rightSection={<small>{hints[format]}</small>} onClick={() => onSave(format)}>
            {tableFormatNames[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
