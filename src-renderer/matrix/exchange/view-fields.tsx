import { Select } from '@mantine/core';

import { svgViews, viewOfOneObject } from '#shared/matrix/exchange/svg-view-list.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { useObjectChoices } from '../use-object-choices.ts';
import { useProjectModel } from '../use-project.ts';
import { allObjects } from './all-objects.ts';

export type ViewFieldsProps = {
  readonly projectId: string;
  readonly viewId: string;
  /** `allObjects`, or the one that is chosen. */
  readonly objectId: string;
  readonly onView: (viewId: string) => void;
  readonly onObject: (objectId: string) => void;
};

/** Of which view a picture is, and of which object where a view is of one. */
export function ViewFields({ projectId, viewId, objectId, onView, onObject }: ViewFieldsProps) {
  return (
    <>
      <FieldRow label="View" controlId="export-view">
        <Select
          id="export-view"
          allowDeselect={false}
          data={svgViews.map(({ id, label }) => ({ value: id, label }))}
          value={viewId}
          onChange={(value) => onView(value ?? viewId)}
        />
      </FieldRow>
      {viewId === viewOfOneObject ? (
        <ObjectField projectId={projectId} objectId={objectId} onObject={onObject} />
      ) : null}
    </>
  );
}

function ObjectField({ projectId, objectId, onObject }: Pick<ViewFieldsProps, 'projectId' | 'objectId' | 'onObject'>) {
  const { model } = useProjectModel(projectId);
  const choices = useObjectChoices(model.objects);
  return (
    <FieldRow label="Object" controlId="export-object">
      <Select
        id="export-object"
        searchable
        allowDeselect={false}
        limit={100}
        nothingFoundMessage="No object is called like this"
        data={[{ value: allObjects, label: 'All objects that have contexts' }, ...choices]}
        value={objectId}
        onChange={(value) => onObject(value ?? allObjects)}
      />
    </FieldRow>
  );
}
