import { Textarea } from '@mantine/core';
import { Grid3x3 } from 'lucide-react';
import { useState } from 'react';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import type { MatrixScope } from './matrix-actions.ts';
import { addObjects } from './object-actions.ts';

/** What the matrix shows while there is nothing to relate: a place to type the first nouns. */
export function FirstObjects({ scope }: { readonly scope: MatrixScope }) {
  const [names, setNames] = useState('');
  const mayAdd = scope.mayEdit('objects');
  return (
    <EmptyState icon={Grid3x3} title="The matrix begins with objects">
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
            Add to the matrix
          </Button>
        </form>
      ) : (
        'Nobody has added an object yet, and you may only read this project.'
      )}
    </EmptyState>
  );
}
