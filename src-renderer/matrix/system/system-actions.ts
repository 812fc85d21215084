/*
 * What a person does in the system model, as edits of the project: each is one step of undo.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { pairKey } from '#shared/matrix/matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { newObject, newRelationship, rankAfter } from '#shared/matrix/new-records.ts';
import { newRelationshipId } from '#shared/matrix/pair-relationship.ts';
import type { Point } from '#shared/matrix/system/system-geometry.ts';
import { parseTypedCell } from '#shared/matrix/cells/typed-cell.ts';

import { showDone, showProblem } from '../../ui/toasts.tsx';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { nameOf } from '../nested-matrix/matrix-actions.ts';
import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { newId } from '../new-id.ts';
import { deleteObjects, nameCharsMax } from '../object-actions.ts';
import { forgetPlaces, keepPlaces, placesOf } from './system-arrangements.ts';
import { arrangementKey } from './system-stage.ts';
import type { SystemStage } from './use-system-stage.ts';
import {
  askFor,
  changeSystem,
  chooseEdge,
  chooseNothing,
  dropDragged,
  saySystem,
  useSystemStore,
} from './system-store.ts';
import { editProject, getProjectModel } from '../use-project.ts';

const wholeMode = { kind: 'whole' } as const;

/** Puts nodes where they were dragged, aligned or moved to; `places` count from what each node is in. */
export function moveNodes(
  scope: MatrixScope,
  stage: SystemStage,
  places: ReadonlyMap<string, Point>,
  undoGroup?: string,
): void {
  const { spots, mode } = stage;
  dropDragged();
  if (spots === undefined || places.size === 0) return;
  const moved = new Map<string, Map<string, Point>>();
  for (const [id, place] of places) {
    const spot = spots.get(id);
    if (spot === undefined) continue;
    const { key, kept, at } = spot;
    const ofKey = moved.get(key) ?? new Map<string, Point>();
    ofKey.set(id, { x: Math.round(kept.x + place.x - at.x), y: Math.round(kept.y + place.y - at.y) });
    moved.set(key, ofKey);
  }
  for (const [key, changed] of moved) keepPlaces(key, new Map([...(placesOf(key) ?? []), ...changed]));
  const whole = moved.get(arrangementKey(scope.project.id, wholeMode));
  if (mode.kind !== 'whole' || whole === undefined) return;
  const edits = placeEdits(scope, whole);
  const [first] = whole.keys();
  const what = whole.size === 1 ? nameOf(scope.model, first ?? '') : `${String(whole.size)} objects`;
  if (edits.length > 0)
    void editProject(scope.project.id, edits, {
      label: `Move ${what}`.slice(0, 200),
      ...(undoGroup === undefined ? {} : { undoGroup }),
    });
}

/**
 * Writes the places given, and of all that has none yet the place where the layout put it: what a person has seen around a thing that
 * they moved is there again after a restart.
 */
function placeEdits({ project, mayEdit }: MatrixScope, places: ReadonlyMap<string, Point>): ModelEdit[] {
  const found = placesOf(arrangementKey(project.id, wholeMode));
  return getProjectModel(project.id).objects.flatMap(({ id, layout }) => {
    const place = places.get(id) ?? (layout === null ? found?.get(id) : undefined);
    if (place === undefined || !mayEdit('objects', [id])) return [];
    if (layout !== null && layout.x === place.x && layout.y === place.y) return [];
    return [patchEdit('object', id, { layout: { x: Math.round(place.x), y: Math.round(place.y) } })];
  });
}

/** A new object at a place of the canvas. */
export function addObjectAt(scope: MatrixScope, stage: SystemStage, given: string, at: Point): void {
  const name = given.trim().slice(0, nameCharsMax);
  changeSystem({ draftAt: null });
  if (name === '') return;
  const { project, userId } = scope;
  const { objects } = getProjectModel(project.id);
  const id = newId();
  const draft = newObject({ name, rank: rankAfter(objects), createdBy: userId });
  const isWhole = stage.mode.kind === 'whole';
  const layout = isWhole ? { x: Math.round(at.x), y: Math.round(at.y) } : null;
  // Without the others' places this one would be the only placed one at the next start.
  const pins = isWhole ? placeEdits(scope, new Map()) : [];
  void editProject(project.id, [createEdit('object', id, { ...draft, layout }), ...pins], {
    label: `Add ${name}`.slice(0, 200),
  });
  saySystem(`${name} added`);
  askFor(id);
}

export type RelationshipFailure = { readonly kind: 'cardinality-unreadable'; readonly problem: string };

/** `typed` says how many, as in a cell of the matrix: `1:n`, `0..*`; nothing where it is not known yet. */
export function relateObjects(
  scope: MatrixScope,
  { fromId, toId }: { readonly fromId: string; readonly toId: string },
  said: { readonly typed: string; readonly label: string },
): Result<string, RelationshipFailure> {
  const { project, mayEdit } = scope;
  if (!mayEdit('relationships', [fromId, toId])) return unreadable('you may read these objects, but not relate them');
  const read = parseTypedCell(said.typed);
  if (!read.ok) return unreadable(read.failure.problem);
  const several = 'type how many there are: 1, 0..1, 0..*, 1..* or both ways as 1:n; empty is not known yet';
  if (read.value.kind === 'no' || read.value.kind === 'question') return unreadable(several);
  const [ends, ...more] = read.value.kind === 'ends' ? read.value.ends : [];
  if (more.length > 0) return unreadable('one relationship at a time: relate the two again for the next');
  const model = getProjectModel(project.id);
  const id = newRelationshipId({ model, projectId: project.id, newId }, [fromId, toId]);
  const draft = {
    ...newRelationship({ sourceObjectId: fromId, targetObjectId: toId }),
    targetEnd: ends?.end ?? null,
    sourceEnd: ends?.reverseEnd ?? null,
    description: said.label.trim(),
  };
  // Two objects that are related are no "no" any more.
  const review = model.pairReviewsByPair.get(pairKey(fromId, toId));
  const edits = [
    createEdit('relationship', id, draft),
    ...(review === undefined ? [] : [removeEdit('pairReview', review.id)]),
  ];
  const pair = `${nameOf(model, fromId)} and ${nameOf(model, toId)}`;
  void editProject(project.id, edits, { label: `Relate ${pair}`.slice(0, 200) });
  saySystem(`${pair} are related`);
  changeSystem({ relating: null });
  chooseEdge(id);
  return ok(id);
}

function unreadable(problem: string): Result<never, RelationshipFailure> {
  return fail({ kind: 'cardinality-unreadable', problem });
}

/** Deletes what is chosen: a relationship, or objects with all that hangs on them. */
export async function deleteChosen(scope: MatrixScope): Promise<void> {
  const { edgeId, selectedIds } = useSystemStore.getState();
  const { project } = scope;
  const model = getProjectModel(project.id);
  const relationship = edgeId === null ? undefined : model.tables.relationship.get(edgeId);
  if (relationship !== undefined) {
    const { id, sourceObjectId, targetObjectId } = relationship;
    const pair = `${nameOf(model, sourceObjectId)} and ${nameOf(model, targetObjectId)}`;
    if (!scope.mayEdit('relationships', [sourceObjectId, targetObjectId])) {
      showProblem({
        title: 'Not deleted',
        detail: `You may read how ${pair} are related, but not change it.`,
        remedy: '',
      });
      return;
    }
    chooseNothing();
    if (
      !(await editProject(project.id, [removeEdit('relationship', id)], {
        label: `Remove a relationship of ${pair}`.slice(0, 200),
      }))
    )
      return;
    saySystem(`The relationship of ${pair} was removed`);
    showDone('A relationship was removed with its answers', { label: 'Undo', run: () => void undoLast() });
    return;
  }
  const objects = model.objects.filter(({ id }) => selectedIds.has(id));
  if (objects.length === 0) return;
  chooseNothing();
  await deleteObjects(scope, objects);
}

/** Lays everything out anew: in the whole model as one step of undo, elsewhere for as long as the program runs. */
export function layOutAgain({ project, mayEdit }: MatrixScope, { mode, clusters }: SystemStage): void {
  const key = arrangementKey(project.id, mode);
  const edits = getProjectModel(project.id).objects.flatMap(({ id, layout }) =>
    mode.kind !== 'whole' || layout === null || !mayEdit('objects', [id])
      ? []
      : [patchEdit('object', id, { layout: null })],
  );
  if (edits.length > 0) void editProject(project.id, edits, { label: 'Lay the system model out again' });
  for (const { id } of clusters?.list ?? []) forgetPlaces(`${key} ${id}`);
  forgetPlaces(key);
  const { fitCount, groupCount } = useSystemStore.getState();
  changeSystem({ fitCount: fitCount + 1, groupCount: mode.kind === 'clusters' ? groupCount + 1 : groupCount });
  saySystem('Laid out again');
  if (edits.length > 0) showDone('Laid out again', { label: 'Undo', run: () => void undoLast() });
}

/** Takes back where people put some objects: each goes near what it is related to, and nothing else moves. */
export function forgetByHand({ project, mayEdit }: MatrixScope, ids: ReadonlySet<string>): void {
  const key = arrangementKey(project.id, wholeMode);
  const edits = getProjectModel(project.id).objects.flatMap(({ id, layout }) =>
    layout === null || !ids.has(id) || !mayEdit('objects', [id]) ? [] : [patchEdit('object', id, { layout: null })],
  );
  if (edits.length > 0)
    void editProject(project.id, edits, {
      label: `Forget ${edits.length === 1 ? 'a place' : `${String(edits.length)} places`}`,
    });
  keepPlaces(key, new Map([...(placesOf(key) ?? [])].filter(([id]) => !ids.has(id))));
  saySystem(`${String(ids.size)} placed anew`);
}
