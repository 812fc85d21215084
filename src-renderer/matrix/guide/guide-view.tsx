import './guide-view.css';

import { Boxes, ClipboardPaste, FileText, SearchX } from 'lucide-react';
import { useEffect, useMemo } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { goTo, projectPath } from '../../workspaces/paths.ts';
import { GuideDialogs } from './guide-dialogs.tsx';
import { GuideGrid } from './guide-grid.tsx';
import { GuidePanel } from './guide-panel.tsx';
import { GuideRejected } from './guide-rejected.tsx';
import { countInTexts, filterObjects, filterRejected, guideRow, noGuideFilter } from './guide-rows.ts';
import {
  changeGuideFilter,
  chooseCell,
  openGuide,
  openGuideDialog,
  showPanel,
  showSection,
  useGuideStore,
} from './guide-store.ts';
import { AddObject, GuideToolbar } from './guide-toolbar.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { useForaging } from '../foraging/use-foraging.ts';
import { useMayEdit } from '../use-project.ts';

/** The object guide: one row for each noun, with what shows that it is an object, and the nouns that are none. */
export function GuideView({ project, model, subject }: ProjectViewProps) {
  const { section, filter, objectId, isPanelOpen } = useGuideStore();
  const { byTextId } = useForaging(project.id, model);
  const { records: users } = useRecords(userEntity);
  const mayEdit = useMayEdit(project);
  const mayEditObject = (object: ObjectRecord): boolean => mayEdit('objects', [object.id]);
  const readOnlyReason = mayEdit('objects') ? undefined : 'You may only read the objects of this project';
  const textCounts = useMemo(() => countInTexts(model, byTextId), [model, byTextId]);
  const userNameById = useMemo(() => new Map(users.map(({ id, name }) => [id, name])), [users]);
  const deps = useMemo(() => ({ model, textCounts, userNameById }), [model, textCounts, userNameById]);
  const objects = useMemo(() => filterObjects(model, filter), [model, filter]);
  const chosen = model.tables.object.get(objectId ?? '');
  useEffect(() => openGuide(project.id), [project.id]);
  useEffect(() => {
    if (subject?.kind === 'object') showSubject(subject.id);
  }, [subject]);

  return (
    <div className="guide">
      <div className="guide-main">
        <GuideToolbar
          project={project}
          objectCount={model.objects.length}
          rejectedCount={model.rejected.length}
          readOnlyReason={readOnlyReason}
        />
        {section === 'rejected' ? (
          <GuideRejected
            rejected={filterRejected(model.rejected, filter.words)}
            textCounts={textCounts}
            mayEdit={mayEditObject}
          />
        ) : (
          <>
            {objects.length === 0 ? (
              <NoObjects
                isEmpty={model.objects.length === 0}
                reason={readOnlyReason}
                onTexts={() => goTo(projectPath(project.workspaceId, project.id, 'nouns'))}
              />
            ) : (
              <GuideGrid project={project} model={model} objects={objects} deps={deps} mayEdit={mayEditObject} />
            )}
            <AddObject project={project} readOnlyReason={readOnlyReason} />
          </>
        )}
      </div>
      {section === 'objects' && isPanelOpen && chosen !== undefined ? (
        <GuidePanel project={project} model={model} row={guideRow(deps, chosen)} isReadOnly={!mayEditObject(chosen)} />
      ) : null}
      <GuideDialogs project={project} model={model} />
    </div>
  );
}

function showSubject(objectId: string): void {
  showSection('objects');
  changeGuideFilter(noGuideFilter);
  chooseCell(objectId, 'name');
  showPanel(true);
}

type NoObjectsProps = {
  readonly isEmpty: boolean;
  readonly reason: string | undefined;
  readonly onTexts: () => void;
};

function NoObjects({ isEmpty, reason, onTexts }: NoObjectsProps) {
  if (!isEmpty) {
    return (
      <EmptyState
        icon={SearchX}
        title="No object fits"
        actions={<Button onClick={() => changeGuideFilter(noGuideFilter)}>Show all objects</Button>}
      >
        Change what is searched for, or the filters beside it.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Boxes}
      title="No objects yet"
      actions={
        <>
          <Button look="primary" icon={FileText} onClick={onTexts}>
            Find nouns in a text
          </Button>
          <Button icon={ClipboardPaste} disabledReason={reason} onClick={() => openGuideDialog({ kind: 'paste' })}>
            Paste a list of names
          </Button>
        </>
      }
    >
      Objects are the nouns of your domain: what people see, own and act on. Find them in an interview, or type the
      first one below.
    </EmptyState>
  );
}
