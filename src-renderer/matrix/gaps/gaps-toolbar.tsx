import { SegmentedControl, TextInput } from '@mantine/core';
import { Search, X } from 'lucide-react';

import { roundTitles } from '#shared/matrix/gaps/gap-list.ts';
import type { GapFilter } from '#shared/matrix/gaps/gap-list.ts';
import type { GapReport } from '#shared/matrix/gaps/gap-checks.ts';
import { countGaps } from '#shared/matrix/gaps/gap-checks.ts';
import { gapChecks, gapCodes, rounds } from '#shared/matrix/gaps/gap.ts';
import type { Round } from '#shared/matrix/gaps/gap.ts';
import { subjectTitle } from '#shared/matrix/subject-title.ts';

import { filterGaps, unfocusGaps, useGapsState } from './gaps-store.ts';

export type GapsToolbarProps = { readonly report: GapReport };

/** Which of the gaps are listed. */
export function GapsToolbar({ report }: GapsToolbarProps) {
  const { filter } = useGapsState();
  const { subject, code } = filter;
  const only =
    subject === null
      ? code && gapChecks[code].title
      : (subjectTitle(report.model, subject.kind, subject.id) ?? 'something deleted');
  return (
    <div className="gaps-toolbar" role="toolbar" aria-label="Filter of the gaps">
      <TextInput
        aria-label="Search the gaps"
        placeholder="Search"
        leftSection={<Search size={14} aria-hidden />}
        value={filter.search}
        onChange={(event) => filterGaps({ search: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label="Round"
        value={filter.round}
        onChange={(round) => filterGaps({ round })}
        data={[{ value: 'all' as const, label: 'All' }, ...rounds.map((round) => roundOption(report, round))]}
      />
      <SegmentedControl
        aria-label="Severity"
        value={filter.severity}
        onChange={(severity) => filterGaps({ severity })}
        data={severityOptions(report)}
      />
      {only === null ? null : (
        <button type="button" className="gaps-subject" onClick={unfocusGaps}>
          <span>Only {only}</span>
          <X size={13} aria-hidden />
          <span className="visually-hidden">: show all</span>
        </button>
      )}
    </div>
  );
}

function roundOption(report: GapReport, round: Round): { readonly value: Round; readonly label: string } {
  const codes = gapCodes.filter((code) => gapChecks[code].round === round);
  const count = codes.reduce((sum, code) => sum + countGaps(report, code), 0);
  return { value: round, label: `${roundTitles[round]} ${count.toLocaleString('en')}` };
}

function severityOptions(report: GapReport): { readonly value: GapFilter['severity']; readonly label: string }[] {
  return [
    { value: 'all', label: 'Gaps and questions' },
    { value: 'gap', label: 'Gaps' },
    { value: 'question', label: 'Questions' },
    { value: 'intended', label: `Intended ${String(report.dismissed.length)}` },
  ];
}
