import { NativeSelect } from '@mantine/core';

import { objectTypes } from '#shared/matrix/object-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { patchEdit } from '#shared/matrix/model-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';

import { AnswerText } from './answer-text.tsx';
import type { MatrixScope } from './nested-matrix/matrix-actions.ts';
import { editProject } from './use-project.ts';

export type ObjectFactsProps = { readonly scope: MatrixScope; readonly object: ObjectRecord };

/** An object in short, beside the matrix; all of it is in the object guide. */
export function ObjectFacts({ scope, object }: ObjectFactsProps) {
  const { project, model, mayEdit } = scope;
  const isReadOnly = !mayEdit('objects', [object.id]);
  const { phases } = project.settings;
  const relationshipCount = model.relationshipsByObject.get(object.id)?.length ?? 0;
  const change = (patch: ModelPatch<'object'>): void =>
    void editProject(project.id, [patchEdit('object', object.id, patch)], {
      label: `Change ${object.name}`.slice(0, 200),
    });
  return (
    <>
      <p className="matrix-inspector-note num">
        {relationshipCount} {relationshipCount === 1 ? 'relationship' : 'relationships'},{' '}
        {model.ctasByObject.get(object.id)?.length ?? 0} calls to action,{' '}
        {model.attributesByObject.get(object.id)?.length ?? 0} attributes
      </p>
      <AnswerText
        label="Definition"
        charsMax={100_000}
        value={object.description}
        isReadOnly={isReadOnly}
        onKeep={(description) => change({ description })}
      />
      <div className="matrix-inspector-pair">
        <NativeSelect
          label="Type"
          size="xs"
          disabled={isReadOnly}
          value={object.objectType}
          data={[...objectTypes]}
          onChange={({ currentTarget }) => {
            const type = objectTypes.find((candidate) => candidate === currentTarget.value);
            if (type !== undefined) change({ objectType: type });
          }}
        />
        <NativeSelect
          label="Phase"
          size="xs"
          disabled={isReadOnly}
          value={object.phase}
          data={[
            { value: '', label: 'none yet' },
            ...new Set([...phases, ...(object.phase === '' ? [] : [object.phase])]),
          ]}
          onChange={({ currentTarget }) => change({ phase: currentTarget.value })}
        />
      </div>
    </>
  );
}
