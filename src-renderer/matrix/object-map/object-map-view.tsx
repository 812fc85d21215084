import './object-map-view.css';
import '../project/palette.css';

import { Boxes } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';

import { everything, showsObject } from '#shared/matrix/prioritise.ts';
import { mapColumn, stopsOf } from '#shared/matrix/map-columns.ts';
import type { MapColumn, MapStop } from '#shared/matrix/map-columns.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LiveRegion, useAnnouncer } from '../announcer.tsx';
import { openSubject, setPrioritised, useCtaStore } from '../ctas/cta-store.ts';
import { columnPx } from './map-sizes.ts';
import { ObjectMapColumn } from './object-map-column.tsx';
import { ObjectMapDialogs } from './object-map-dialogs.tsx';
import type { MapDialog } from './object-map-dialogs.tsx';
import { ObjectMapToolbar } from './object-map-toolbar.tsx';
import { ObjectsFirst } from '../objects-first.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { SubjectPanel } from '../subject-panel.tsx';
import { useActiveInSight, useCtaFocus } from '../ctas/use-cta-focus.ts';
import type { CtaFocus } from '../ctas/use-cta-focus.ts';
import { mapKeys } from './object-map-keys.ts';
import { useLatest } from '../use-latest.ts';
import { useMayEdit } from '../use-project.ts';
import { scrollStepPx, useScrollArea } from '../use-scroll-area.ts';
import { offsetsOf, shownIndexes, visibleRange } from '../nested-matrix/visible-range.ts';

const edgePx = 12;
const relatedMax = 24; // The rest unfolds; more would push the calls to action out of sight.

/** One column for each object: what it is made of, what it belongs to, and what one does with it. */
export function ObjectMapView({ project, model, subject }: ProjectViewProps) {
  const { prioritised, open } = useCtaStore();
  const { area, attach, element } = useScrollArea();
  const { announce, text } = useAnnouncer();
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<MapDialog | null>(null);
  const mayEdit = useMayEdit(project);
  const { phases } = project.settings;
  const objects = useMemo(
    () => model.objects.filter((object) => showsObject(object, prioritised, phases)),
    [model.objects, prioritised, phases],
  );
  const offsets = useMemo(() => offsetsOf(objects.map(() => columnPx)), [objects]);
  const focus = useCtaFocus(element, { rowId: 'head', columnId: null, ctaId: null });
  const { moveTo } = focus;
  useActiveInSight(element, open?.id ?? null, area.width);
  useEffect(() => {
    if (subject === undefined) return;
    setPrioritised(everything);
    const { kind, id } = subject;
    if (kind === 'object') moveTo({ rowId: 'head', columnId: id, ctaId: null });
    if (kind !== 'attribute' && kind !== 'cta') return;
    const objectId = model.tables[kind].get(id)?.objectId ?? null;
    moveTo({ rowId: id, columnId: objectId, ctaId: null });
    openSubject({ kind, id });
    // Once for each address: afterwards the person goes where they like.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [subject]);
  const activeIndex = Math.max(
    0,
    objects.findIndex(({ id }) => id === focus.active.columnId),
  );
  const activeId = objects[activeIndex]?.id ?? null;

  // Columns that were made for what is on screen, kept until something in them may have changed.
  const columnAt = useMemo(() => {
    const made = new Map<string, { readonly column: MapColumn; readonly stops: readonly MapStop[] }>();
    return (index: number) => {
      const object = objects[index];
      if (object === undefined) return null;
      const known = made.get(object.id);
      if (known !== undefined) return known;
      const column = mapColumn(model, object, prioritised, phases);
      const stops = stopsOf(column, {
        hasAttributeFields: mayEdit('attributes', [object.id]),
        hasCtaFields: mayEdit('ctas', [object.id]),
        relatedMax: unfolded.has(object.id) ? Infinity : relatedMax,
      });
      const shown = { column, stops };
      made.set(object.id, shown);
      return shown;
    };
  }, [model, objects, prioritised, phases, unfolded, mayEdit]);
  const note = useLatest((columnId: string, key: string) => focus.note({ rowId: key, columnId, ctaId: null }));
  const goTo = useLatest((columnId: string, key: string) => focus.moveTo({ rowId: key, columnId, ctaId: null }));
  const unfold = useLatest((objectId: string) => setUnfolded((before) => new Set([...before, objectId])));
  const activeStop = stopIn(columnAt(activeIndex)?.stops ?? [], focus.active);

  if (model.objects.length === 0) {
    return (
      <ObjectsFirst project={project}>
        The map has a column for each object of the domain: its core content, its metadata, what it is related to and
        what one does with it. Collect the objects first.
      </ObjectsFirst>
    );
  }
  const onKeyDown = mapKeys({
    projectId: project.id,
    objects,
    stopsAt: (index) => columnAt(index)?.stops ?? [],
    activeIndex,
    activeStop,
    mayEdit,
    announce,
    moveTo: focus.moveTo,
  });
  return (
    <div className="map-view">
      <ObjectMapToolbar project={project} shownCount={objects.length} objectCount={model.objects.length} />
      <div className="cta-body">
        {objects.length === 0 ? (
          <EmptyState
            icon={Boxes}
            title="Nothing is in this release"
            actions={<Button onClick={() => setPrioritised(everything)}>Show all</Button>}
          >
            The filters above leave every object out. Nothing is deleted.
          </EmptyState>
        ) : (
          // The keys are those of its cards, one of which is in the tab order.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <section ref={attach} className="map" aria-label="Object map" onKeyDown={onKeyDown}>
            <div className="map-canvas" style={{ width: (offsets.at(-1) ?? 0) + edgePx * 2 }}>
              {shownIndexes(visibleRange(offsets, area.left, area.width, scrollStepPx * 2), activeIndex).map(
                (index) => {
                  const shown = columnAt(index);
                  if (shown === null) return null;
                  const { object } = shown.column;
                  return (
                    <ObjectMapColumn
                      key={object.id}
                      project={project}
                      model={model}
                      {...shown}
                      left={edgePx + (offsets[index] ?? 0)}
                      number={index + 1}
                      activeKey={object.id === activeId ? (activeStop?.key ?? 'head') : null}
                      openId={shown.stops.some(({ key }) => key === open?.id) ? (open?.id ?? null) : null}
                      isUnfolded={unfolded.has(object.id)}
                      mayEdit={mayEdit}
                      announce={announce}
                      onNote={note}
                      onFocus={goTo}
                      onUnfold={unfold}
                      onDialog={setDialog}
                    />
                  );
                },
              )}
            </div>
          </section>
        )}
        <SubjectPanel project={project} model={model} viewId="object-map" />
      </div>
      <LiveRegion text={text} />
      <ObjectMapDialogs
        project={project}
        model={model}
        dialog={dialog}
        announce={announce}
        onClose={() => {
          setDialog(null);
          focus.moveTo(focus.active);
        }}
      />
    </div>
  );
}

/** Where the active card went away, the head of its column has the focus. */
function stopIn(stops: readonly MapStop[], { rowId }: CtaFocus): MapStop | undefined {
  return stops.find(({ key }) => key === rowId) ?? stops[0];
}
