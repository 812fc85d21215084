import { formatPace, formatRemaining, overallFraction, paceOf } from '#shared/functions/run-progress.ts';
import type { RunProgress } from '#shared/functions/run-progress.ts';

import { formatCount } from './format-cell.ts';

type ProgressBarsProps = { readonly bars: readonly RunProgress[]; readonly nowMs: number };

/** Every bar of a run with its name, how far it is, how fast it goes and what is left. */
export function ProgressBars({ bars, nowMs }: ProgressBarsProps) {
  if (bars.length === 0) return null;
  return (
    <ul className="progress-bars" aria-label="Progress">
      {bars.map((bar) => (
        <li key={bar.id}>
          <OneBar bar={bar} nowMs={nowMs} />
        </li>
      ))}
    </ul>
  );
}

function OneBar({ bar, nowMs }: { readonly bar: RunProgress; readonly nowMs: number }) {
  const { fraction, perSecond, remainingMs } = paceOf(bar, nowMs);
  const isPercentage = bar.total === 100;
  const said = [
    isPercentage ? '' : `${formatAmount(bar.done)}${bar.total === null ? '' : ` of ${formatAmount(bar.total)}`}`,
    perSecond === null || isPercentage ? '' : formatPace(perSecond),
    remainingMs === null ? '' : `${formatRemaining(remainingMs)} left`,
  ].filter((part) => part !== '');
  return (
    <>
      <div className="progress-words">
        <span className="progress-label">{nameOf(bar)}</span>
        <span className="progress-said num">{said.join(', ')}</span>
        {fraction === null ? null : <span className="progress-percent num">{formatPercent(fraction)}</span>}
      </div>
      <BarLine label={nameOf(bar)} fraction={fraction} />
    </>
  );
}

type SmallProgressProps = { readonly bars: readonly RunProgress[]; readonly label: string };

/** All of a run's bars as one thin line, for a row or a button. */
export function SmallProgress({ bars, label }: SmallProgressProps) {
  if (bars.length === 0) return null;
  return <BarLine label={label} fraction={overallFraction(bars)} isSmall />;
}

type BarLineProps = { readonly label: string; readonly fraction: number | null; readonly isSmall?: boolean };

/** One thin line, filled as far as it is. */
export function BarLine({ label, fraction, isSmall = false }: BarLineProps) {
  return (
    <div
      className={`progress-line${isSmall ? ' progress-line-small' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      // Without a value the end is not known, which is what a screen reader then says.
      aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
      data-unknown={fraction === null}
    >
      <div className="progress-done" style={{ width: fraction === null ? '30%' : formatPercent(fraction) }} />
    </div>
  );
}

export function formatPercent(fraction: number): string {
  // 100 % is for what is done.
  return `${String(Math.floor(fraction * 100))}%`;
}

function nameOf({ label }: RunProgress): string {
  return label === '' ? 'Progress' : label;
}

function formatAmount(amount: number): string {
  return Number.isInteger(amount) ? formatCount(amount) : String(Number(amount.toPrecision(4)));
}
