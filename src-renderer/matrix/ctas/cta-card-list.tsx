import './cta-print.css';

import { IdCard } from 'lucide-react';

import { countScenarios, parseCriteria } from '#shared/matrix/ctas/acceptance-criteria.ts';
import { passesFilter } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaFilter } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { EmptyState } from '../../ui/empty-state.tsx';
import { kindNames, priorityNames, tierNames } from './cta-marks.tsx';

export type CtaCardListProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly filter: CtaFilter;
  readonly openId: string | null;
  readonly onOpen: (ctaId: string) => void;
};

/** All cards as they are printed: by object, in rank order, with story and criteria. */
export function CtaCardList({ project, model, filter, openId, onOpen }: CtaCardListProps) {
  const groups = model.objects
    .map((object) => ({
      object,
      ctas: (model.ctasByObject.get(object.id) ?? []).filter((cta) => passesFilter(model, filter, cta)),
    }))
    .filter(({ ctas }) => ctas.length > 0);
  if (groups.length === 0) {
    return (
      <div className="cta-list">
        <EmptyState icon={IdCard} title="No cards to show">
          Every call to action has a card. Type some into the matrix, or show all with the filters above.
        </EmptyState>
      </div>
    );
  }
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cta-list" tabIndex={0} role="region" aria-label="Cards">
      <h2 className="cta-print-title">{project.name}: calls to action</h2>
      {groups.map(({ object, ctas }) => (
        <section key={object.id} className="cta-list-group" aria-label={object.name}>
          <h2>
            <bdi>{object.name}</bdi> <span className="num">{ctas.length}</span>
          </h2>
          <ol>
            {ctas.map((cta, index) => (
              <li key={cta.id}>
                <ListedCard model={model} cta={cta} rank={index + 1} isOpen={cta.id === openId} onOpen={onOpen} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

type ListedCardProps = {
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly rank: number;
  readonly isOpen: boolean;
  readonly onOpen: (ctaId: string) => void;
};

function ListedCard({ model, cta, rank, isOpen, onOpen }: ListedCardProps) {
  const roles = model.roles.filter(({ id }) => model.roleIdsByCta.get(cta.id)?.has(id) === true);
  const facts = [
    kindNames[cta.kind],
    tierNames[cta.tier],
    priorityNames[cta.priority],
    cta.phase === '' ? '' : `Phase: ${cta.phase}`,
    cta.place === '' ? '' : `On: ${cta.place}`,
    cta.condition === '' ? '' : `Only when: ${cta.condition}`,
  ].filter((fact) => fact !== '');
  const lines = parseCriteria(cta.acceptanceCriteria);
  const scenarios = countScenarios(lines);
  return (
    <article className={`cta-listed${isOpen ? ' cta-listed-open' : ''}`}>
      <h3>
        <span className="cta-listed-rank num">{rank}</span>
        <button type="button" onClick={() => onOpen(cta.id)}>
          <bdi>{cta.name}</bdi>
        </button>
        <span className="cta-listed-roles">
          {roles.length === 0 ? 'No role' : roles.map(({ name }) => name).join(', ')}
        </span>
      </h3>
      <p className="cta-listed-facts">{facts.join(' · ')}</p>
      {cta.description === '' ? null : <p dir="auto">{cta.description}</p>}
      {cta.userStory === '' ? (
        <p className="panel-note">No user story yet.</p>
      ) : (
        <p className="cta-listed-story" dir="auto">
          {cta.userStory}
        </p>
      )}
      {lines.length === 0 ? null : (
        <>
          <h4>Acceptance criteria{scenarios > 1 ? `, ${String(scenarios)} scenarios` : ''}</h4>
          <p className="cta-listed-criteria" dir="auto">
            {cta.acceptanceCriteria}
          </p>
        </>
      )}
    </article>
  );
}
