import './guide-panel.css';

import { Textarea } from '@mantine/core';
import { X } from 'lucide-react';
import { useState } from 'react';

import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { ObjectRecord, RelationshipRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { cellKey } from '#shared/matrix/matrix-keys.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { CommentButton } from '../comments/comment-button.tsx';
import { changeObject } from './guide-actions.ts';
import { choiceLabel, sipSentence } from './guide-columns.ts';
import type { GuideRow } from './guide-columns.ts';
import { chooseCell, showPanel } from './guide-store.ts';
import { ProjectFiles } from '../files/project-files.tsx';
import { InPlaceText } from '../in-place-text.tsx';
import { subjectPath } from '../subject-address.ts';

export type GuidePanelProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly row: GuideRow;
  readonly isReadOnly: boolean;
};

/** Everything about one object, with the ways to where each is worked on. */
export function GuidePanel({ project, model, row, isReadOnly }: GuidePanelProps) {
  const { object } = row;
  const link = (viewId: string): string => `#${subjectPath(project, viewId, { kind: 'object', id: object.id })}`;
  const contexts = model.contextsByObject.get(object.id) ?? [];
  const questions = [...model.tables.openQuestion.values()].filter(({ subjectId }) => subjectId.includes(object.id));
  return (
    <aside className="guide-panel" aria-label={`Details of ${object.name}`}>
      <header className="guide-panel-head">
        <InPlaceText
          label="Name"
          value={object.name}
          isReadOnly={isReadOnly}
          onKeep={(name) => void changeObject(object, { name }, 'Name')}
        />
        <CommentButton project={project} model={model} subjectKind="object" subjectId={object.id} title={object.name} />
        <IconButton isSmall label="Close the details" icon={X} onClick={() => showPanel(false)} />
      </header>
      <div className="guide-panel-body" tabIndex={0} role="group" aria-label={`About ${object.name}`}>
        <p className="guide-panel-line">
          {choiceLabel(object.objectType)} object, {choiceLabel(object.complexity).toLowerCase()} complexity
          {object.phase === '' ? '' : `, ${object.phase}`}
        </p>
        {row.clashes.length === 0 ? null : (
          <p className="dialog-warning">
            Its name or a synonym is also one of <bdi>{row.clashes.join(', ')}</bdi>. Combine them, or rename one.
          </p>
        )}
        <PanelProse
          key={`d${object.id}`}
          field="description"
          label="Definition"
          object={object}
          isReadOnly={isReadOnly}
        />
        <PanelProse key={`p${object.id}`} field="purpose" label="Purpose" object={object} isReadOnly={isReadOnly} />
        <p className="guide-panel-line">{sipSentence(row.sip)}</p>
        <PanelWords title="Instances" words={object.instances} />
        <PanelWords title="Synonyms" words={object.synonyms} />
        <PanelWords title="States" words={object.states} />
        <PanelList title="Relationships" href={link('matrix')} linkText="In the matrix">
          {(model.relationshipsByObject.get(object.id) ?? []).map((relationship) => (
            <RelationshipLine key={relationship.id} {...{ project, model, object, relationship }} />
          ))}
        </PanelList>
        <PanelList title="Calls to action" href={link('ctas')} linkText="In the CTA matrix">
          {(model.ctasByObject.get(object.id) ?? []).map((cta) => (
            <li key={cta.id}>
              <bdi>{cta.name}</bdi> <span className="guide-panel-note">{rolesOf(model, cta.id)}</span>
            </li>
          ))}
        </PanelList>
        <PanelList title="Attributes" href={link('object-map')} linkText="In the object map">
          {row.attributes.map((attribute) => (
            <AttributeLine key={attribute.id} attribute={attribute} />
          ))}
        </PanelList>
        <PanelList title="Contexts" href={link('shapeshifter')} linkText="In the shapeshifter">
          {contexts.map((context) => (
            <li key={context.id}>
              <bdi>{context.name}</bdi>
            </li>
          ))}
        </PanelList>
        {questions.length === 0 ? null : (
          <PanelList title="Questions" href={link('gaps')} linkText="In the gaps">
            {questions.map(({ id, question, answer, isOpen }) => (
              <li key={id}>
                <bdi>{question}</bdi> <span className="guide-panel-note">{isOpen ? 'open' : answer}</span>
              </li>
            ))}
          </PanelList>
        )}
        <section>
          <h3>Files</h3>
          <ProjectFiles key={object.id} project={project} model={model} object={object} isCompact />
        </section>
        <Evidence object={object} href={link('nouns')} />
      </div>
    </aside>
  );
}

const proseCharsMax = 100_000;

type PanelProseProps = {
  readonly field: 'description' | 'purpose';
  readonly label: string;
  readonly object: ObjectRecord;
  readonly isReadOnly: boolean;
};

function PanelProse({ field, label, object, isReadOnly }: PanelProseProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <Textarea
      label={label}
      dir="auto"
      rows={field === 'description' ? 4 : 2}
      maxLength={proseCharsMax}
      readOnly={isReadOnly}
      value={draft ?? object[field]}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        if (draft !== null && draft !== object[field]) void changeObject(object, { [field]: draft }, label);
        setDraft(null);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}

function PanelWords({ title, words }: { readonly title: string; readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <p className="guide-panel-words">
        {words.map((word) => (
          <bdi key={word} className="chip">
            {word}
          </bdi>
        ))}
      </p>
    </section>
  );
}

type PanelListProps = {
  readonly title: string;
  readonly href: string;
  readonly linkText: string;
  readonly children: readonly React.ReactNode[];
};

function PanelList({ title, href, linkText, children }: PanelListProps) {
  return (
    <section>
      <h3>
        {title} <span className="num">{children.length}</span>
        <a href={href}>{linkText}</a>
      </h3>
      {children.length === 0 ? <p className="guide-panel-note">None yet.</p> : <ul>{children}</ul>}
    </section>
  );
}

type RelationshipLineProps = Omit<GuidePanelProps, 'row' | 'isReadOnly'> & {
  readonly object: ObjectRecord;
  readonly relationship: RelationshipRecord;
};

/** As it reads from this object, with how many of the other there are. */
function RelationshipLine({ project, model, object, relationship }: RelationshipLineProps) {
  const { sourceObjectId, targetObjectId, relationshipType, description, inverseLabel } = relationship;
  const isSource = sourceObjectId === object.id;
  const otherId = isSource ? targetObjectId : sourceObjectId;
  const other = model.tables.object.get(otherId);
  if (other === undefined) return null;
  const verb = description || relationshipType.replaceAll('_', ' ');
  const words = isSource ? verb : inverseLabel || `${verb}, said of`;
  const end = isSource ? relationship.targetEnd : relationship.sourceEnd;
  const cell = cellKey(object.id, otherId);
  return (
    <li>
      <a href={`#${subjectPath(project, 'matrix', { kind: 'cell', id: cell })}`}>
        {isSource ? '→' : '←'} <bdi>{words}</bdi>
      </a>{' '}
      <button type="button" className="guide-panel-object" onClick={() => chooseCell(otherId)}>
        <bdi>{other.name}</bdi>
      </button>{' '}
      <span className="guide-panel-note">{end ?? 'how many?'}</span>
    </li>
  );
}

function AttributeLine({ attribute }: { readonly attribute: AttributeRecord }) {
  const { name, dataType, category, isRequired } = attribute;
  return (
    <li>
      <bdi>{name}</bdi>{' '}
      <span className="guide-panel-note">
        {dataType}, {category}
        {isRequired ? ', required' : ''}
      </span>
    </li>
  );
}

function rolesOf(model: ProjectModel, ctaId: string): string {
  const ids = model.roleIdsByCta.get(ctaId) ?? new Set();
  return model.roles
    .filter(({ id }) => ids.has(id))
    .map(({ name }) => name)
    .join(', ');
}

function Evidence({ object, href }: { readonly object: ObjectRecord; readonly href: string }) {
  const evidence = evidenceOf(object);
  if (evidence.length === 0) return null;
  return (
    <section>
      <h3>
        Found in <a href={href}>In the texts</a>
      </h3>
      {evidence.map(({ quote, textName }) => (
        <blockquote key={quote}>
          <bdi>{quote}</bdi>
          <cite>{textName}</cite>
        </blockquote>
      ))}
    </section>
  );
}

/** What noun foraging has left with the object (triage-edits.ts); whatever else an import has put there is passed over. */
function evidenceOf({ metadata }: ObjectRecord): readonly { readonly quote: string; readonly textName: string }[] {
  const { evidence } = metadata;
  if (!Array.isArray(evidence)) return [];
  return evidence.flatMap((entry) => {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return [];
    const { quote, textName } = entry;
    return typeof quote === 'string' && typeof textName === 'string' ? [{ quote, textName }] : [];
  });
}
