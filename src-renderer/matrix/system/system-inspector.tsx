import { ArrowRightLeft, Focus, Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import type { ObjectRecord, RelationshipRecord } from '#shared/matrix/object-entities.ts';
import type { Side } from '#shared/matrix/cells/cell-state.ts';
import { relationshipSentence } from '#shared/matrix/system/system-words.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { CommentThreads } from '../comments/comment-thread.tsx';
import { GapMark } from '../gaps/gap-mark.tsx';
import { InPlaceText } from '../in-place-text.tsx';
import { nameOf } from '../nested-matrix/matrix-actions.ts';
import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { renameObject } from '../object-actions.ts';
import { ObjectFacts } from '../object-facts.tsx';
import { RelationshipQuestions } from '../nested-matrix/relationship-questions.tsx';
import { deleteChosen } from './system-actions.ts';
import { lookAround } from './system-keys.ts';
import { askFor, changeSystem, chooseEdge, useSystemStore } from './system-store.ts';

export type SystemInspectorProps = { readonly scope: MatrixScope };

/** What is known of the chosen relationship or object, and asked. */
export function SystemInspector({ scope }: SystemInspectorProps) {
  const edgeId = useSystemStore((state) => state.edgeId);
  const selectedIds = useSystemStore((state) => state.selectedIds);
  const { model } = scope;
  const relationship = edgeId === null ? undefined : model.tables.relationship.get(edgeId);
  const [chosenId] = selectedIds;
  const object = chosenId === undefined ? undefined : model.tables.object.get(chosenId);
  if (relationship !== undefined)
    return <OneRelationship key={relationship.id} scope={scope} relationship={relationship} />;
  if (object !== undefined && selectedIds.size === 1)
    return <OneObject key={object.id} scope={scope} object={object} />;
  return (
    <Panel label="Details" title={selectedIds.size > 1 ? `${String(selectedIds.size)} chosen` : 'Details'}>
      <p className="matrix-inspector-note">
        {selectedIds.size > 1
          ? 'Align and distribute them with Arrange, move them with Alt and the arrows, delete them with Delete.'
          : 'Choose an object or a relationship.'}
      </p>
    </Panel>
  );
}

type PanelProps = {
  readonly label: string;
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly returnId?: string;
  readonly children: ReactNode;
};

function Panel({ label, title, actions, returnId, children }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const aside = panel.current;
    heading.current?.focus({ preventScroll: true });
    // Escape in a text that is not kept yet gives that up first.
    const leave = ({ key, target }: KeyboardEvent): void => {
      const isTyping = target instanceof HTMLElement && target.dataset['typed'] === 'true';
      if (key === 'Escape' && !isTyping) closePanel(returnId);
    };
    aside?.addEventListener('keydown', leave);
    return () => aside?.removeEventListener('keydown', leave);
  }, [returnId]);
  return (
    <aside className="matrix-inspector" aria-label={label} ref={panel}>
      <header className="matrix-inspector-head">
        <h2 tabIndex={-1} ref={heading}>
          {title}
        </h2>
        {actions}
        <IconButton label="Close the details" icon={X} isSmall onClick={() => closePanel(returnId)} />
      </header>
      <div className="matrix-inspector-body">{children}</div>
    </aside>
  );
}

/** Back to the picture, to where one came from. */
function closePanel(returnId: string | undefined): void {
  changeSystem({ isInspecting: false });
  if (returnId !== undefined) askFor(returnId);
}

function OneRelationship({
  scope,
  relationship,
}: SystemInspectorProps & { readonly relationship: RelationshipRecord }) {
  const [side, setSide] = useState<Side>('source');
  const { sourceObjectId, targetObjectId, id } = relationship;
  const [source, target] = [nameOf(scope.model, sourceObjectId), nameOf(scope.model, targetObjectId)];
  return (
    <Panel
      label="Questions of the relationship"
      returnId={sourceObjectId}
      title={
        <>
          <bdi>{side === 'source' ? source : target}</bdi> → <bdi>{side === 'source' ? target : source}</bdi>
        </>
      }
      actions={
        <IconButton
          label="The other direction"
          icon={ArrowRightLeft}
          isSmall
          onClick={() => setSide(side === 'source' ? 'target' : 'source')}
        />
      }
    >
      <p className="matrix-inspector-note" dir="auto">
        {relationshipSentence(scope.model, relationship)}.
      </p>
      <RelationshipQuestions scope={scope} relationship={relationship} side={side} title="Relationship" />
      <section className="cell-questions" aria-label="Comments on the relationship">
        <h3>Comments</h3>
        <CommentThreads project={scope.project} model={scope.model} subjectKind="relationship" subjectId={id} />
      </section>
    </Panel>
  );
}

/** Unfolded at once; the rest of a hub's is in the list. */
const relationshipsMax = 60;

type OneObjectProps = SystemInspectorProps & { readonly object: ObjectRecord };

function OneObject({ scope, object }: OneObjectProps) {
  const { project, model, mayEdit } = scope;
  const isReadOnly = !mayEdit('objects', [object.id]);
  return (
    <Panel
      label={`Details of ${object.name}`}
      returnId={object.id}
      title="Object"
      actions={
        <>
          <GapMark project={project} kind="object" id={object.id} />
          <IconButton
            label="Show its neighbourhood"
            icon={Focus}
            shortcut="H"
            isSmall
            onClick={() => lookAround(object.id)}
          />
          <IconButton
            label="Delete the object"
            icon={Trash2}
            isSmall
            disabledReason={isReadOnly ? 'You may not change it' : undefined}
            onClick={() => void deleteChosen(scope)}
          />
        </>
      }
    >
      <div className="system-rename">
        <InPlaceText
          label="Name"
          value={object.name}
          isReadOnly={isReadOnly}
          onKeep={(name) => renameObject(scope, object, name)}
        />
      </div>
      <ObjectFacts scope={scope} object={object} />
      <ObjectRelationships scope={scope} object={object} />
      <section className="cell-questions" aria-label="Comments on the object">
        <h3>Comments</h3>
        <CommentThreads project={project} model={model} subjectKind="object" subjectId={object.id} />
      </section>
    </Panel>
  );
}

function ObjectRelationships({ scope: { model }, object }: OneObjectProps) {
  const relationships = model.relationshipsByObject.get(object.id) ?? [];
  return (
    <section className="cell-questions" aria-label="Relationships of the object">
      <h3>Relationships</h3>
      {relationships.length === 0 ? (
        <p className="matrix-inspector-note">None yet. Drag from its edge to another object, or press R.</p>
      ) : (
        <ul className="system-relationships">
          {relationships.slice(0, relationshipsMax).map((relationship) => (
            <li key={relationship.id}>
              <button type="button" dir="auto" onClick={() => chooseEdge(relationship.id)}>
                {relationshipSentence(model, relationship)}
              </button>
            </li>
          ))}
        </ul>
      )}
      {relationships.length > relationshipsMax ? (
        <p className="matrix-inspector-note">And {relationships.length - relationshipsMax} more.</p>
      ) : null}
    </section>
  );
}
