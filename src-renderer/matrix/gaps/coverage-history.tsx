import { useElementSize } from '@mantine/hooks';

import type { CoveragePoint } from '#shared/matrix/changes/change-api.ts';
import { roundTitles } from '#shared/matrix/gaps/gap-list.ts';
import { rounds } from '#shared/matrix/gaps/gap.ts';
import type { Round } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Loading } from '../../ui/loading.tsx';
import { ProblemState } from '../../ui/problem-state.tsx';
import { describeProblem } from '../../workspaces/tell-failure.ts';
import { percent } from './format-percent.ts';
import { useCoverageHistory } from './use-coverage-history.ts';

/** Before the width is known, and as narrow as it gets. */
const widthMin = 320;
const height = 240;
const edge = { left: 44, right: 12, top: 12, bottom: 26 };

/** Coverage of each round over the life of the project: lines, and the same as a table. */
export function CoverageHistory({ project }: { readonly project: ProjectRecord }) {
  const { history, problem } = useCoverageHistory(project.id);
  if (problem !== null) return <ProblemState {...describeProblem(problem)} />;
  if (history === null) return <Loading label="Counting the past" lines={5} />;
  const { points, isWhole } = history;
  return (
    <section className="coverage-history" aria-label="Over time">
      <header>
        <h2>Over time</h2>
        <ul className="coverage-legend">
          {rounds.map((round) => (
            <li key={round}>
              <svg width="24" height="8" aria-hidden>
                <line x1="0" y1="4" x2="24" y2="4" className={`coverage-line coverage-line-${round}`} />
              </svg>
              {roundTitles[round]}
            </li>
          ))}
        </ul>
      </header>
      <CoverageChart points={points} />
      {isWhole ? null : (
        <p className="coverage-note">Older changes are not kept, so the lines begin with what is known.</p>
      )}
      <details>
        <summary>As a table</summary>
        <CoverageTable points={points} />
      </details>
    </section>
  );
}

type PointsProps = { readonly points: readonly CoveragePoint[] };

function CoverageChart({ points }: PointsProps) {
  const { ref, width: measured } = useElementSize();
  const width = Math.max(widthMin, measured);
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const x = (at: number): number =>
    edge.left + ((at - first) / Math.max(1, last - first)) * (width - edge.left - edge.right);
  const y = (share: number): number => edge.top + (1 - share) * (height - edge.top - edge.bottom);
  return (
    <svg ref={ref} width="100%" height={height} className="coverage-chart" role="img" aria-label={summary(points)}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line x1={edge.left} x2={width - edge.right} y1={y(share)} y2={y(share)} className="coverage-grid" />
          <text x={edge.left - 8} y={y(share) + 4} textAnchor="end">
            {percent(share)}
          </text>
        </g>
      ))}
      <text x={edge.left} y={height - 6}>
        {momentText(first, last)}
      </text>
      <text x={width - edge.right} y={height - 6} textAnchor="end">
        now
      </text>
      {rounds.map((round) => (
        <path key={round} d={linePath(points, round, { x, y })} className={`coverage-line coverage-line-${round}`} />
      ))}
    </svg>
  );
}

type Scale = { readonly x: (at: number) => number; readonly y: (share: number) => number };

/** Where nothing was asked there is no line. */
function linePath(points: readonly CoveragePoint[], round: Round, { x, y }: Scale): string {
  let isDown = false;
  return points
    .map((point) => {
      const share = point[round];
      if (share === null) {
        isDown = false;
        return '';
      }
      const command = isDown ? 'L' : 'M';
      isDown = true;
      return `${command}${x(point.at).toFixed(1)} ${y(share).toFixed(1)}`;
    })
    .join('');
}

function CoverageTable({ points }: PointsProps) {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  return (
    <table className="coverage-table">
      <caption className="visually-hidden">Coverage over time, newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          {rounds.map((round) => (
            <th key={round} scope="col">
              {roundTitles[round]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map((point) => (
          <tr key={point.at}>
            <th scope="row">{momentText(point.at, last === first ? last + 1 : last)}</th>
            {rounds.map((round) => (
              <td key={round}>{percent(point[round])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function summary(points: readonly CoveragePoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return 'No coverage yet';
  const parts = rounds.map((round) => `${roundTitles[round]} from ${percent(first[round])} to ${percent(last[round])}`);
  return `Coverage over time: ${parts.join(', ')}`;
}

/** With the hour where all of it is of one day or two. */
function momentText(at: number, lastAt: number): string {
  const twoDaysMs = 172_800_000;
  const date = new Date(at);
  return lastAt - at < twoDaysMs
    ? date.toLocaleString(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}
