import type { SystemScene } from '#shared/matrix/system/system-scene.ts';
import { objectCounts, objectSentence, relationshipSentence } from '#shared/matrix/system/system-words.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { changeSystem, chooseEdge, chooseNode } from './system-store.ts';

export type SystemListProps = { readonly scope: MatrixScope; readonly scene: SystemScene };

/** Of one object; the details have the others. */
const relationshipsMax = 40;

/** The same as the picture in words: every object with its relationships. */
export function SystemList({ scope, scene }: SystemListProps) {
  const { model } = scope;
  const ids = new Set(scene.nodes.flatMap((node) => (node.kind === 'cluster' ? node.memberIds : [node.id])));
  const objects = model.objects.filter(({ id }) => ids.has(id));
  return (
    <section className="system-list" aria-label="The system model in words">
      <ul>
        {objects.map((object) => {
          const relationships = model.relationshipsByObject.get(object.id) ?? [];
          return (
            <li key={object.id} className="system-list-object">
              <h2>
                <button
                  type="button"
                  dir="auto"
                  aria-label={objectSentence(object, objectCounts(model, object), relationships.length)}
                  onClick={() => {
                    chooseNode(object.id);
                    changeSystem({ isInspecting: true });
                  }}
                >
                  {object.name}
                </button>
              </h2>
              {relationships.length === 0 ? <p>Related to nothing yet.</p> : null}
              <ul>
                {relationships.slice(0, relationshipsMax).map((relationship) => (
                  <li key={relationship.id}>
                    <button
                      type="button"
                      dir="auto"
                      onClick={() => {
                        chooseEdge(relationship.id);
                        changeSystem({ isInspecting: true });
                      }}
                    >
                      {relationshipSentence(model, relationship)}
                    </button>
                  </li>
                ))}
              </ul>
              {relationships.length > relationshipsMax ? (
                <p>And {relationships.length - relationshipsMax} more.</p>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
