import './cta-matrix-view.css';
import '../project/palette.css';

import { SearchX, Users } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';

import { ctasInOrder, everyCta } from '#shared/matrix/ctas/cta-cells.ts';
import { codeCoverage } from '#shared/matrix/gaps/code-coverage.ts';

import { useFunctions } from '../../functions/use-functions.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CtaBoard } from './cta-board.tsx';
import { CtaCardList } from './cta-card-list.tsx';
import { CtaGrid } from './cta-grid.tsx';
import { chooseMode, openSubject, setFilter, useCtaStore } from './cta-store.ts';
import { CtaToolbar } from './cta-toolbar.tsx';
import { ObjectsFirst } from '../objects-first.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { RolesDialog } from './roles-dialog.tsx';
import { SubjectPanel } from '../subject-panel.tsx';
import { useMayEdit } from '../use-project.ts';

/** Who can do what with which object: as a matrix, as a board, and as cards. */
export function CtaMatrixView({ project, model, subject }: ProjectViewProps) {
  const { mode, filter: typed, isTransposed, open } = useCtaStore();
  // Thousands of calls to action are searched through at each key: the keys go first.
  const filter = useDeferredValue(typed);
  const isNothingFound = useMemo(
    () => filter.words.trim() !== '' && ctasInOrder(model, filter).length === 0,
    [model, filter],
  );
  const { functions } = useFunctions(project.workspaceId);
  const functionIds = useMemo(() => new Set(functions.map(({ id }) => id)), [functions]);
  const coverage = useMemo(() => codeCoverage(model, functionIds), [model, functionIds]);
  const [rolesFrom, setRolesFrom] = useState<{ readonly id: string | null } | null>(null);
  const mayEdit = useMayEdit(project);
  useEffect(() => {
    if (subject === undefined) return;
    chooseMode('matrix');
    setFilter(everyCta);
    if (subject.kind === 'cta') openSubject({ kind: 'cta', id: subject.id });
  }, [subject]);
  const openId = open?.kind === 'cta' ? open.id : null;
  const onOpen = (id: string): void => openSubject({ kind: 'cta', id });
  const mayEditCtas = (objectIds: readonly string[]): boolean => mayEdit('ctas', objectIds);

  if (model.objects.length === 0) {
    return (
      <ObjectsFirst project={project}>
        A call to action is what somebody does with an object. Collect the objects of your domain, then say here who
        does what with them.
      </ObjectsFirst>
    );
  }
  return (
    <div className="cta-view" data-paint={project.settings.palette.cta}>
      <CtaToolbar
        project={project}
        model={model}
        coverage={coverage.whole}
        onRoles={() => setRolesFrom({ id: null })}
      />
      {model.roles.length === 0 ? <NoRoles onRoles={() => setRolesFrom({ id: null })} /> : null}
      <div className="cta-body">
        {isNothingFound ? <NothingFound words={filter.words} /> : null}
        {mode === 'matrix' && !isNothingFound ? (
          <CtaGrid
            key={String(isTransposed)}
            project={project}
            model={model}
            filter={filter}
            isTransposed={isTransposed}
            functionIds={functionIds}
            coverage={coverage}
            openId={openId}
            subject={subject}
            mayEdit={mayEditCtas}
            mayEditRoles={mayEdit('roles')}
            onOpen={onOpen}
            onRole={(id) => setRolesFrom({ id })}
          />
        ) : null}
        {mode === 'board' && !isNothingFound ? (
          <CtaBoard
            project={project}
            model={model}
            filter={filter}
            openId={openId}
            mayEdit={mayEditCtas}
            onOpen={onOpen}
          />
        ) : null}
        {mode === 'cards' && !isNothingFound ? (
          <CtaCardList project={project} model={model} filter={filter} openId={openId} onOpen={onOpen} />
        ) : null}
        <SubjectPanel project={project} model={model} viewId="ctas" />
      </div>
      {rolesFrom === null ? null : (
        <RolesDialog
          projectId={project.id}
          model={model}
          isEditable={mayEdit('roles')}
          startId={rolesFrom.id}
          onClose={() => setRolesFrom(null)}
        />
      )}
    </div>
  );
}

function NothingFound({ words }: { readonly words: string }) {
  return (
    <EmptyState
      icon={SearchX}
      title="No call to action fits"
      actions={<Button onClick={() => setFilter(everyCta)}>Show all</Button>}
    >
      “{words.trim().slice(0, 100)}” was looked for in names, objects, roles, conditions, stories and criteria, within
      the other filters.
    </EmptyState>
  );
}

function NoRoles({ onRoles }: { readonly onRoles: () => void }) {
  return (
    <p className="cta-hint">
      <Users size={14} aria-hidden />
      Nobody acts yet. Name the roles, such as a viewer or the support, and each gets a column.
      <Button look="soft" onClick={onRoles}>
        Name the roles
      </Button>
    </p>
  );
}
