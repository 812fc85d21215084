import './coverage.css';

import { useMemo } from 'react';

import { codeCoverage } from '#shared/matrix/gaps/code-coverage.ts';
import { countCoverage, coverageByRound, measureNames, measures } from '#shared/matrix/gaps/coverage.ts';
import type { Measure, Share } from '#shared/matrix/gaps/coverage.ts';
import type { GapReport } from '#shared/matrix/gaps/gap-checks.ts';
import { roundTitles } from '#shared/matrix/gaps/gap-list.ts';
import { rounds } from '#shared/matrix/gaps/gap.ts';
import type { GapCode } from '#shared/matrix/gaps/gap.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { CoverageHistory } from './coverage-history.tsx';
import { percent } from './format-percent.ts';
import { showCheck } from './gaps-store.ts';

export type CoveragePanelProps = { readonly project: ProjectRecord; readonly report: GapReport };

/** How much of each round is done, what is missing, and how that went over time. */
export function CoveragePanel({ project, report }: CoveragePanelProps) {
  const { model } = report;
  const coverage = useMemo(() => countCoverage(model.tables), [model]);
  const byRound = coverageByRound(coverage);
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="coverage" tabIndex={0} role="region" aria-label="Coverage">
      <div className="coverage-rounds">
        {rounds.map((round) => (
          <section key={round} className="coverage-round" aria-label={roundTitles[round]}>
            <header>
              <h2>{roundTitles[round]}</h2>
              <span className="coverage-percent">{percent(byRound[round])}</span>
            </header>
            <ul>
              {measureNames
                .filter((name) => measures[name].round === round)
                .map((name) => (
                  <MeasureBar key={name} name={name} share={coverage[name]} />
                ))}
              {round === 'ctas' ? <CodeBar project={project} report={report} /> : null}
            </ul>
          </section>
        ))}
      </div>
      <CoverageHistory project={project} />
    </div>
  );
}

function MeasureBar({ name, share }: { readonly name: Measure; readonly share: Share }) {
  const { label, code } = measures[name];
  return <Bar label={label} share={share} code={code} />;
}

function CodeBar({ project, report }: CoveragePanelProps) {
  const { records } = useRecords(functionEntity, { where: { workspaceId: project.workspaceId } });
  const { whole } = useMemo(
    () => codeCoverage(report.model, new Set(records.map(({ id }) => id))),
    [report.model, records],
  );
  const share = { done: whole.boundCount, total: whole.ctaCount };
  return <Bar label="Calls to action that exist in code" share={share} code={null} />;
}

type BarProps = { readonly label: string; readonly share: Share; readonly code: GapCode | null };

function Bar({ label, share, code }: BarProps) {
  const { done, total } = share;
  const missing = total - done;
  const text = total === 0 ? 'Nothing to ask yet' : `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return (
    <li className="coverage-bar">
      <span className="coverage-label">{label}</span>
      <span className="coverage-count">{text}</span>
      {total === 0 ? null : (
        <progress className="coverage-progress" aria-label={label} aria-valuetext={text} value={done} max={total} />
      )}
      {missing === 0 || code === null ? null : (
        <button
          type="button"
          className="link-button coverage-missing"
          aria-label={`${missing.toLocaleString('en')} missing: ${label}`}
          onClick={() => showCheck(code)}
        >
          {missing.toLocaleString('en')} missing
        </button>
      )}
    </li>
  );
}
