import './exchange.css';

import { CircleAlert, CircleMinus } from 'lucide-react';
import type { ReactNode } from 'react';

import type { ImportReport } from '#shared/matrix/exchange/exchange-api.ts';

type Place = ImportReport['problems']['list'][number]['place'];
type Planned = ImportReport['created'];

/** What bringing a file in would do: what keeps it out or is left out first, then every record with old and new values. */
export function ImportReportView({ report }: { readonly report: ImportReport }) {
  const { fileName, kind, newProjectName, counts, created, changed, unchanged, problems, isRefused } = report;
  return (
    <div className="import-report">
      <p className="import-file">
        <strong>{fileName}</strong> ({kind})
        {newProjectName === null ? '' : `: becomes the new project “${newProjectName}”`}
      </p>
      {isRefused ? (
        <p className="import-refused" role="alert">
          The file cannot be imported as it is. Nothing was changed.
        </p>
      ) : null}
      {problems.count === 0 ? null : (
        <Section
          title={isRefused ? 'What keeps it out' : 'What cannot be read and is left out'}
          count={problems.count}
          isOpen
        >
          {problems.list.map(({ place, sentence, isFatal }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- A report does not change; two can say the same.
            <li key={index} className="import-said">
              {isFatal ? (
                <CircleAlert size={14} className="import-fatal" aria-label="Keeps the file out" />
              ) : (
                <CircleMinus size={14} className="import-left" aria-label="Left out" />
              )}
              <span>
                <PlaceText place={place} />
                {sentence}
              </span>
            </li>
          ))}
        </Section>
      )}
      {counts.length === 0 ? null : <Counts counts={counts} />}
      <PlannedSection title="Changed" planned={changed} isOpen />
      <PlannedSection title="New" planned={created} isOpen={changed.count === 0} />
      <PlannedSection title="Left as it is" planned={unchanged} isOpen={false} />
    </div>
  );
}

function Counts({ counts }: { readonly counts: ImportReport['counts'] }) {
  return (
    <table className="import-counts">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">New</th>
          <th scope="col">Changed</th>
          <th scope="col">Left as it is</th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ what, created, changed, unchanged }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{created.toLocaleString('en')}</td>
            <td>{changed.toLocaleString('en')}</td>
            <td>{unchanged.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type PlannedSectionProps = { readonly title: string; readonly planned: Planned; readonly isOpen: boolean };

function PlannedSection({ title, planned, isOpen }: PlannedSectionProps) {
  if (planned.count === 0) return null;
  return (
    <Section title={title} count={planned.count} isOpen={isOpen}>
      {planned.records.map(({ what, name, place, changes }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- A report does not change; two records can have one name.
        <li key={index}>
          <span className="import-name" dir="auto">
            {name}
          </span>{' '}
          <span className="import-what">
            {what}
            {place === null ? '' : `, row ${String(place.row)}`}
          </span>
          {changes.length === 0 ? null : (
            <dl className="import-changes">
              {changes.map(({ field, old, next }) => (
                <div key={field}>
                  <dt>{field}</dt>
                  <dd dir="auto">
                    <del>{old}</del> → <ins>{next}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </Section>
  );
}

type SectionProps = {
  readonly title: string;
  readonly count: number;
  readonly isOpen: boolean;
  readonly children: readonly ReactNode[];
};

function Section({ title, count, isOpen, children }: SectionProps) {
  const more = count - children.length;
  return (
    <details className="import-section" open={isOpen}>
      <summary>
        {title} <span className="import-count">{count.toLocaleString('en')}</span>
      </summary>
      <ul>
        {children}
        {more > 0 ? <li className="import-what">and {more.toLocaleString('en')} more</li> : null}
      </ul>
    </details>
  );
}

function PlaceText({ place }: { readonly place: Place }) {
  if (place === null) return null;
  const { sheet, row, column } = place;
  const parts = [sheet, `row ${String(row)}`, column].filter((part) => part !== '');
  return <span className="import-place">{parts.join(', ')}: </span>;
}
