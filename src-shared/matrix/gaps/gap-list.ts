/*
 * The list of gaps as a person goes through it: sections of one check each, by round, filtered. A section knows how many gaps it has and
 * gives each when it is on screen, so a hundred thousand cost nothing.
 */
import { comparable } from './gap-objects.ts';
import { countGaps, gapAt, gapsOf } from './gap-checks.ts';
import type { GapReport } from './gap-checks.ts';
import { gapSentence } from './gap-texts.ts';
import { gapChecks, gapCodes, gapSubject } from './gap.ts';
import type { Gap, GapCode, Round, Severity } from './gap.ts';
import type { SubjectKind } from '../question-entities.ts';
import { pairKey } from '../matrix-keys.ts';
import type { ProjectModel } from '../project-model.ts';

export type GapSection = {
  readonly code: GapCode;
  readonly count: number;
  /** Undefined from `count` on. */
  readonly at: (index: number) => Gap | undefined;
};

export type GapFilter = {
  /** Words that a gap's sentence must have; empty for all. */
  readonly search: string;
  readonly severity: Severity | 'all' | 'intended';
  readonly round: Round | 'all';
  /** Only the gaps of one check; null for all. */
  readonly code: GapCode | null;
  /** Only what is open about this; null for all. */
  readonly subject: { readonly kind: SubjectKind; readonly id: string } | null;
};

export const allGaps: GapFilter = { search: '', severity: 'all', round: 'all', code: null, subject: null };

/** Sections in the order of the checks; those with nothing in them are left out. */
export function listSections(report: GapReport, filter: GapFilter): readonly GapSection[] {
  const { search, severity, round, code: only, subject } = filter;
  const codes = gapCodes.filter((code) => {
    const check = gapChecks[code];
    if (only !== null && code !== only) return false;
    return (
      (round === 'all' || check.round === round) &&
      (check.severity === severity || severity === 'all' || severity === 'intended')
    );
  });
  const words = comparable(search);
  const sections =
    severity === 'intended' || subject !== null
      ? sectionsOf(severity === 'intended' ? report.dismissed : gapsAbout(report, subject), codes)
      : codes.map((code): GapSection => wholeSection(report, code));
  const shown = words === '' ? sections : sections.map((section) => searchedSection(report, section, words));
  return shown.filter(({ count }) => count > 0);
}

function wholeSection(report: GapReport, code: GapCode): GapSection {
  return { code, count: countGaps(report, code), at: (index) => gapAt(report, code, index) };
}

function sectionsOf(gaps: readonly Gap[], codes: readonly GapCode[]): readonly GapSection[] {
  return codes.map((code) =>
    sectionOf(
      code,
      gaps.filter((gap) => gap.code === code),
    ),
  );
}

function sectionOf(code: GapCode, gaps: readonly Gap[]): GapSection {
  return { code, count: gaps.length, at: (index) => gaps[index] };
}

/** What is open about a subject; about a pair or a cell also what its relationships leave open. */
export function gapsAbout(report: GapReport, subject: GapFilter['subject']): readonly Gap[] {
  if (subject === null || subject.kind === 'project') return [];
  if (subject.kind !== 'pair' && subject.kind !== 'cell') return gapsOf(report, { kind: subject.kind, id: subject.id });
  const [one = '', other = ''] = subject.id.split(/[:>]/);
  const pair = pairKey(one, other);
  const relationships = report.model.relationshipsByPair.get(pair) ?? [];
  return [
    ...gapsOf(report, { kind: 'pair', id: pair }),
    ...relationships.flatMap(({ id }) => gapsOf(report, { kind: 'relationship', id })),
  ];
}

function searchedSection(report: GapReport, section: GapSection, words: string): GapSection {
  const { model, unreviewed } = report;
  const { code, count, at } = section;
  // A pair's sentence has nothing in it but the two names.
  if (code === 'R1' && count === unreviewed.count) {
    const named = model.objects.filter(({ name }) => comparable(name).includes(words)).map(({ id }) => id);
    const pairs = unreviewed.among(new Set(named));
    return {
      code,
      count: pairs.count,
      at: (index) => (index < pairs.count ? { code, id: pairs.keyAt(index), also: '' } : undefined),
    };
  }
  const found: Gap[] = [];
  for (let index = 0; index < count; index += 1) {
    const gap = at(index);
    if (gap !== undefined && comparable(gapSentence(model, gap)).includes(words)) found.push(gap);
  }
  return sectionOf(code, found);
}

export type GapRow =
  | { readonly kind: 'round'; readonly round: Round; readonly count: number }
  | { readonly kind: 'check'; readonly code: GapCode; readonly count: number; readonly isOpen: boolean }
  | { readonly kind: 'gap'; readonly gap: Gap };

export type GapRows = {
  readonly count: number;
  readonly at: (index: number) => GapRow | undefined;
  /** Where a gap stands, if its section is open. */
  readonly indexOf: (gap: Gap) => number | undefined;
};

type Block = { readonly start: number; readonly row: GapRow; readonly section: GapSection | undefined };

/** The rows of the list: each round, in it its checks, and of those that are open the gaps. */
export function listRows(sections: readonly GapSection[], closed: ReadonlySet<GapCode>): GapRows {
  const blocks: Block[] = [];
  let count = 0;
  let lastRound: Round | undefined;
  for (const section of sections) {
    const { code } = section;
    const { round } = gapChecks[code];
    if (round !== lastRound) {
      blocks.push({
        start: count,
        row: { kind: 'round', round, count: countRound(sections, round) },
        section: undefined,
      });
      count += 1;
      lastRound = round;
    }
    const isOpen = !closed.has(code);
    blocks.push({ start: count, row: { kind: 'check', code, count: section.count, isOpen }, section });
    count += 1 + (isOpen ? section.count : 0);
  }
  return {
    count,
    at(index) {
      const block = blocks.findLast(({ start }) => start <= index);
      if (block === undefined || index < 0 || index >= count) return undefined;
      if (index === block.start) return block.row;
      const gap = block.section?.at(index - block.start - 1);
      return gap === undefined ? undefined : { kind: 'gap', gap };
    },
    indexOf(gap) {
      const block = blocks.find(({ section }) => section?.code === gap.code);
      if (block?.section === undefined || closed.has(gap.code)) return undefined;
      for (let index = 0; index < block.section.count; index += 1) {
        const other = block.section.at(index);
        if (other?.id === gap.id && other.also === gap.also) return block.start + 1 + index;
      }
      return undefined;
    },
  };
}

function countRound(sections: readonly GapSection[], round: Round): number {
  return sections.reduce((sum, { code, count }) => (gapChecks[code].round === round ? sum + count : sum), 0);
}

export const roundTitles: { readonly [round in Round]: string } = {
  objects: 'Objects',
  relationships: 'Relationships',
  ctas: 'Calls to action',
  attributes: 'Attributes',
};

/** Whether somebody may call it intended. */
export function isQuestion(gap: Gap): boolean {
  return gapChecks[gap.code].severity === 'question';
}

/** The artifact whose rights a fix needs, by round, and the objects that the subject hangs on. */
export function gapObjects(model: ProjectModel, gap: Gap): readonly string[] {
  const { kind, id } = gapSubject(gap);
  switch (kind) {
    case 'object':
      return [id];
    case 'pair':
      return id.split(':');
    case 'relationship': {
      const relationship = model.tables.relationship.get(id);
      return relationship === undefined ? [] : [relationship.sourceObjectId, relationship.targetObjectId];
    }
    case 'cta':
    case 'attribute': {
      const owned = model.tables[kind].get(id);
      return owned === undefined ? [] : [owned.objectId];
    }
    case 'role':
      return [];
  }
}
