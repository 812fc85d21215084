import { Textarea } from '@mantine/core';
import { Grid3x3 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import type { MatrixScope } from './nested-matrix/matrix-actions.ts';
import { addObjects } from './object-actions.ts';

export type FirstObjectsProps = {
  readonly scope: MatrixScope;
  readonly icon?: LucideIcon;
  readonly title?: string;
  readonly action?: string;
};

/** What a view shows while there is nothing to relate: a place to type the first nouns. */
export function FirstObjects({ scope, icon = Grid3x3, ...words }: FirstObjectsProps) {
  const { title = 'The matrix begins with objects', action = 'Add to the matrix' } = words;
  const [names, setNames] = useState('');
  const mayAdd = scope.mayEdit('objects');
  return (
    <EmptyState icon={icon} title={title}>
      {mayAdd ? (
        <form
          className="matrix-first"
          onSubmit={(event) => {
            event.preventDefault();
            addObjects(scope, names.split('\n'));
          }}
        >
          <Textarea
            label="Nouns of your domain, one on each line"
            placeholder={'Account\nProfile\nSubscription'}
            autosize
            minRows={3}
            maxRows={12}
            value={names}
            onChange={({ currentTarget }) => setNames(currentTarget.value)}
          />
          <Button look="primary" type="submit" disabledReason={names.trim() === '' ? 'Type a noun first' : undefined}>
            {action}
          </Button>
        </form>
      ) : (
        'Nobody has added an object yet, and you may only read this project.'
      )}
    </EmptyState>
  );
}
