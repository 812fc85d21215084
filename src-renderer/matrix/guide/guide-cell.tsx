import { Tooltip } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { GapMark } from '../gaps/gap-mark.tsx';
import { cellText, sipSentence } from './guide-columns.ts';
import type { GuideColumn, GuideRow, Sip } from './guide-columns.ts';

export type GuideCellProps = {
  readonly project: ProjectRecord;
  readonly row: GuideRow;
  readonly column: GuideColumn;
};

/** What one cell shows at rest. */
export function GuideCell({ project, row, column }: GuideCellProps) {
  const text = cellText(row, column.id);
  switch (column.id) {
    case 'name':
      return (
        <>
          <bdi className="guide-name">{text}</bdi>
          {row.clashes.length === 0 ? null : <ClashMark names={row.clashes} />}
          <GapMark project={project} kind="object" id={row.object.id} />
        </>
      );
    case 'sip':
      return <SipMark sip={row.sip} />;
    case 'objectType':
      return <span className={`guide-type guide-type-${row.object.objectType}`}>{text}</span>;
    case 'texts':
      return <span className="num">{text}</span>;
    default:
      return (
        // The list of attributes begins with how many they are, whatever the first of them is written in.
        <bdi
          dir={column.id === 'structure' ? 'ltr' : 'auto'}
          className="guide-text"
          title={text.length > 30 ? text : undefined}
        >
          {text}
        </bdi>
      );
  }
}

function ClashMark({ names }: { readonly names: readonly string[] }) {
  const sentence = `Its name or a synonym is also one of ${names.join(', ')}. Combine them, or rename one.`;
  return (
    <Tooltip label={sentence} multiline maw={320}>
      <span className="guide-clash" role="img" aria-label={sentence}>
        <TriangleAlert size={13} aria-hidden />
      </span>
    </Tooltip>
  );
}

function SipMark({ sip }: { readonly sip: Sip }) {
  const letters = [
    { letter: 'S', has: sip.structure },
    { letter: 'I', has: sip.instances },
    { letter: 'P', has: sip.purpose },
  ];
  return (
    <span className="guide-sip" role="img" aria-label={sipSentence(sip)} title={sipSentence(sip)}>
      {letters.map(({ letter, has }) => (
        <span key={letter} className={has ? 'guide-sip-there' : 'guide-sip-missing'} aria-hidden>
          {letter}
        </span>
      ))}
    </span>
  );
}
