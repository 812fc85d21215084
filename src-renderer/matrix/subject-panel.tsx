import { useEffect } from 'react';

import { ctasInOrder } from '#shared/matrix/ctas/cta-cells.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { AttributePanel } from './attributes/attribute-panel.tsx';
import { CtaCard } from './ctas/cta-card.tsx';
import { openSubject, useCtaStore } from './ctas/cta-store.ts';
import { movePresence } from '../presence/presence.ts';
import { attributeOrder, nextOf } from './subject-order.ts';

export type SubjectPanelProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  /** The view that the panel is in, by its id. */
  readonly viewId: string;
};

/** The call to action or the attribute that is open, beside the view; nothing where none is. */
export function SubjectPanel({ project, model, viewId }: SubjectPanelProps) {
  const { open, filter } = useCtaStore();
  const { kind = null, id: openId = null } = open ?? {};
  useEffect(() => movePresence(project.id, { view: viewId, kind, id: openId }), [project.id, viewId, kind, openId]);
  if (open === null) return null;
  const records = open.kind === 'cta' ? ctasInOrder(model, filter) : attributeOrder(model);
  const go = (step: number) => {
    const id = nextOf(records, open.id, step);
    return id === undefined ? undefined : () => openSubject({ kind: open.kind, id });
  };
  const shared = { project, model, onPrevious: go(-1), onNext: go(1), onClose: () => close(open.id) };
  if (open.kind === 'cta') {
    const cta = model.tables.cta.get(open.id);
    return cta === undefined ? null : <CtaCard key={cta.id} {...shared} cta={cta} />;
  }
  const attribute = model.tables.attribute.get(open.id);
  return attribute === undefined ? null : <AttributePanel key={attribute.id} {...shared} attribute={attribute} />;
}

/** Back to what the panel was opened from: it is the view's one tab stop. */
function close(id: string): void {
  openSubject(null);
  const target =
    document.querySelector<HTMLElement>(`[data-subject="${CSS.escape(id)}"]`) ??
    document.querySelector<HTMLElement>('.project-view [data-active]');
  target?.focus();
}
