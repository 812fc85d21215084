import '../project/palette.css';
import './shapeshifter-view.css';

import { Menu, TextInput } from '@mantine/core';
import { Boxes, Copy, Layers, Plus, Tags } from 'lucide-react';
import { useMemo, useState } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { countShifts, objectsByShifts, shapeshifterOf, usualContexts } from '#shared/matrix/shapeshifter-rules.ts';
import type { Shapeshifter } from '#shared/matrix/shapeshifter-rules.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { goTo, projectPath } from '../../workspaces/paths.ts';
import { GapMark } from '../gaps/gap-mark.tsx';
import { ObjectChooser } from '../object-chooser.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { addObjectContexts, copyContextsFrom } from './shapeshifter-actions.ts';
import { ShapeshifterGrid } from './shapeshifter-grid.tsx';
import { ShapeshifterObjects } from './shapeshifter-objects.tsx';
import { ShapeshifterPreviews } from './shapeshifter-previews.tsx';
import { useMayEdit } from '../use-project.ts';

/** The shapeshifter: what of an object shows in which context, and whether each difference is meant. */
export function ShapeshifterView({ project, model, subject }: ProjectViewProps) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [given, setGiven] = useState(subject);
  if (subject !== given) {
    setGiven(subject);
    setChosenId(null);
  }
  const ordered = useMemo(() => objectsByShifts(model), [model]);
  const wantedId = chosenId ?? (subject?.kind === 'object' ? subject.id : null);
  const object = model.objects.find(({ id }) => id === wantedId) ?? ordered[0]?.object;
  if (object === undefined) return <NoObjects project={project} />;
  return (
    <div className="shifter">
      <ShapeshifterObjects ordered={ordered} objectId={object.id} onChoose={setChosenId} />
      <OpenObject key={object.id} project={project} model={model} object={object} />
    </div>
  );
}

type OpenObjectProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly object: ObjectRecord;
};

function OpenObject({ project, model, object }: OpenObjectProps) {
  const shifter = useMemo(() => shapeshifterOf(model, object.id), [model, object.id]);
  const mayEdit = useMayEdit(project)('shapeshifter', [object.id]);
  const reason = mayEdit ? undefined : 'You may only read the shapeshifter of this object';
  const [isCopying, setCopying] = useState(false);
  const others = model.objects.filter(({ id }) => id !== object.id && model.contextsByObject.has(id));
  const copyReason = reason ?? (others.length === 0 ? 'No other object has contexts' : undefined);
  const copy = (
    <Button icon={Copy} disabledReason={copyReason} onClick={() => setCopying(true)}>
      Copy contexts from…
    </Button>
  );
  return (
    <section className="shifter-open" aria-label={`Shapeshifter of ${object.name}`}>
      <header className="shifter-bar">
        <h2>
          <bdi>{object.name}</bdi>
        </h2>
        <GapMark project={project} kind="object" id={object.id} />
        <ShiftSummary shifter={shifter} />
        <span className="shifter-bar-rest" />
        {shifter.contexts.length === 0 ? null : (
          <>
            {copy}
            <AddContext object={object} reason={reason} />
          </>
        )}
      </header>
      {shifter.contexts.length === 0 ? (
        <NoContexts object={object} reason={reason} copy={copy} />
      ) : (
        <>
          <ShapeshifterPreviews project={project} object={object} shifter={shifter} />
          {shifter.rows.length === 0 ? (
            <NoSubjects project={project} object={object} />
          ) : (
            <ShapeshifterGrid project={project} object={object} shifter={shifter} isReadOnly={!mayEdit} />
          )}
        </>
      )}
      {isCopying ? (
        <ObjectChooser
          title={`Copy contexts to ${object.name}`}
          note="Contexts that are not here yet come along, and what shows in them of attributes and calls to action of the same name."
          action="Copy"
          objects={others}
          likeName={object.name}
          onChoose={(from) => void copyContextsFrom(from, object)}
          onClose={() => setCopying(false)}
        />
      ) : null}
    </section>
  );
}

function ShiftSummary({ shifter }: { readonly shifter: Shapeshifter }) {
  const { differences, undecided, unintended } = countShifts(shifter);
  if (differences === 0) return <span className="shifter-note">No differences between contexts</span>;
  return (
    <span className="shifter-note" role="status">
      <span className="num">{differences === 1 ? '1 difference' : `${String(differences)} differences`}</span>
      {undecided === 0 ? ', all decided' : `, ${String(undecided)} not decided`}
      {unintended === 0 ? '' : `, ${String(unintended)} not meant`}
    </span>
  );
}

type WithReason = { readonly object: ObjectRecord; readonly reason: string | undefined };

function AddContext({ object, reason }: WithReason) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  function add(given: string): void {
    setOpen(false);
    setName('');
    void addObjectContexts(object, [given]);
  }
  return (
    <Menu
      opened={isOpen}
      onChange={setOpen}
      width={240}
      position="bottom-end"
      returnFocus
      disabled={reason !== undefined}
    >
      <Menu.Target>
        <Button icon={Plus} disabledReason={reason} aria-haspopup="menu">
          Context
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <form
          className="shifter-add"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '') add(name);
          }}
        >
          <TextInput
            aria-label="Name of the context"
            placeholder="Name, then Enter"
            dir="auto"
            maxLength={255}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </form>
        {usualContexts.map((usual) => (
          <Menu.Item key={usual} onClick={() => add(usual)}>
            {usual}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NoContexts({ object, reason, copy }: WithReason & { readonly copy: React.ReactNode }) {
  return (
    <EmptyState
      icon={Layers}
      title={`Where does ${object.name} show?`}
      actions={
        <>
          <Button
            look="primary"
            icon={Plus}
            disabledReason={reason}
            onClick={() => void addObjectContexts(object, usualContexts)}
          >
            Card, detail, list row and search result
          </Button>
          <AddContext object={object} reason={reason} />
          {copy}
        </>
      }
    >
      An object shows in several contexts, and in each a part of its attributes and calls to action. Add its contexts,
      then say what each shows; every difference is either meant or a gap.
    </EmptyState>
  );
}

type HereProps = { readonly project: ProjectRecord; readonly object: ObjectRecord };

function NoSubjects({ project, object }: HereProps) {
  return (
    <EmptyState
      icon={Tags}
      title={`${object.name} has no attributes and no calls to action yet`}
      actions={
        <Button onClick={() => goTo(projectPath(project.workspaceId, project.id, 'object-map'))}>
          To the object map
        </Button>
      }
    >
      What shows in a context is one of these. Add them in the object map or in the CTA matrix.
    </EmptyState>
  );
}

function NoObjects({ project }: { readonly project: ProjectRecord }) {
  return (
    <EmptyState
      icon={Boxes}
      title="No objects yet"
      actions={
        <Button look="primary" onClick={() => goTo(projectPath(project.workspaceId, project.id, 'guide'))}>
          To the objects
        </Button>
      }
    >
      The shapeshifter says what of an object shows where, so it begins with an object.
    </EmptyState>
  );
}
