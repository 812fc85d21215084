/*
 * The lists that a project is written into and read from: one row for each object, relationship, call to action and attribute.
 */
import { formatBothEnds, parseCellWord } from '../cells/cell-words.ts';
import { attributeCategories, dataTypes } from '../attribute-entities.ts';
import { ctaKinds, priorities, tiers } from '../cta-entities.ts';
import {
  complexities,
  dependencies,
  nestings,
  objectTypes,
  rejections,
  relationshipTypes,
} from '../object-entities.ts';
import type { End } from '../object-entities.ts';
import { ruleColumns } from './sheet-rules.ts';
import { choiceColumn, listColumn, specialColumn, textColumn, truthColumn } from './sheet-column.ts';
import type { SheetColumn } from './sheet-column.ts';

export type ListName = 'objects' | 'relationships' | 'ctas' | 'attributes';

export type SheetList = {
  readonly name: ListName;
  /** Of the sheet in a workbook. */
  readonly title: string;
  /** In a file that has rows of several lists, the word in the column "Record". */
  readonly word: string;
  readonly columns: readonly SheetColumn[];
  /** Fields that a row must have, by their headings. */
  readonly required: readonly string[];
};

/** In the rows, other records stand by their names: fields that begin with `#`. */
export const sheetLists: readonly SheetList[] = [
  {
    name: 'objects',
    title: 'Objects',
    word: 'object',
    required: ['Name'],
    columns: [
      textColumn('name', ['Name', 'Object', 'Object name', 'Noun'], 255),
      textColumn('description', ['Definition', 'Description', 'Meaning']),
      choiceColumn('objectType', ['Type', 'Object type'], objectTypes),
      choiceColumn('complexity', ['Complexity'], complexities),
      textColumn('phase', ['Phase', 'Release'], 255),
      listColumn('synonyms', ['Synonyms', 'Also called', 'Aliases']),
      listColumn('instances', ['Instances', 'Examples']),
      listColumn('states', ['States', 'Status values']),
      textColumn('purpose', ['Purpose']),
      choiceColumn('rejection', ['Rejected as', 'Rejection'], rejections),
      textColumn('rejectionNote', ['Rejection note'], 10_000),
    ],
  },
  {
    name: 'relationships',
    title: 'Relationships',
    word: 'relationship',
    required: ['Source', 'Target'],
    columns: [
      textColumn('#source', ['Source', 'From', 'Source object', 'Parent'], 255),
      textColumn('#target', ['Target', 'To', 'Target object', 'Child', 'Nested'], 255),
      choiceColumn('relationshipType', ['Type', 'Relationship type'], relationshipTypes),
      endsColumn(),
      textColumn('description', ['Label', 'Description', 'Relationship']),
      textColumn('inverseLabel', ['Inverse label', 'Inverse'], 255),
      ...['source', 'target'].flatMap(sideColumns),
      textColumn('phase', ['Phase', 'Release'], 255),
    ],
  },
  {
    name: 'ctas',
    title: 'CTAs',
    word: 'cta',
    required: ['Object', 'Name'],
    columns: [
      textColumn('#object', ['Object', 'Object name'], 255),
      textColumn('name', ['Name', 'CTA', 'Call to action', 'Action'], 255),
      listColumn('#roles', ['Roles', 'Role', 'Who']),
      choiceColumn('kind', ['Kind', 'CRUD'], ctaKinds),
      choiceColumn('priority', ['Priority', 'MoSCoW'], priorities, { "won't": 'wont', will_not: 'wont' }),
      choiceColumn('tier', ['Tier'], tiers),
      textColumn('condition', ['Condition', 'When allowed'], 10_000),
      textColumn('phase', ['Phase', 'Release'], 255),
      textColumn('place', ['Place', 'Where'], 2000),
      textColumn('userStory', ['User story', 'Story']),
      textColumn('acceptanceCriteria', ['Acceptance criteria', 'Criteria']),
      textColumn('description', ['Description']),
    ],
  },
  {
    name: 'attributes',
    title: 'Attributes',
    word: 'attribute',
    required: ['Object', 'Name'],
    columns: [
      textColumn('#object', ['Object', 'Object name'], 255),
      textColumn('name', ['Name', 'Attribute', 'Field'], 255),
      choiceColumn('dataType', ['Data type', 'Type'], dataTypes),
      choiceColumn('category', ['Category'], attributeCategories, {
        core_content: 'core',
        content: 'core',
        meta: 'metadata',
      }),
      truthColumn('isRequired', ['Required', 'Mandatory']),
      textColumn('defaultValue', ['Default', 'Default value'], 10_000),
      ...ruleColumns,
      textColumn('description', ['Description', 'Definition']),
      textColumn('source', ['Source', 'Comes from'], 2000),
      listColumn('usedIn', ['Used in']),
      textColumn('visibility', ['Visible to', 'Visibility'], 2000),
    ],
  },
];

function endsColumn(): SheetColumn {
  return specialColumn(['Cardinality', 'Multiplicity'], {
    // Both ends are columns of their own record; the cell has them as source per target : target per source.
    format: ({ sourceEnd, targetEnd }) =>
      sourceEnd === null && targetEnd === null ? '' : formatBothEnds(sourceEnd as End | null, targetEnd as End | null),
    parse(cell) {
      const word = parseCellWord(cell);
      if (word?.kind !== 'yes')
        return { problem: `has "${cell}", which is no cardinality such as 1:0..*, 1:N or 0..*` };
      const { own, other } = word;
      return {
        fields: { ...(other === null ? {} : { sourceEnd: other }), ...(own === null ? {} : { targetEnd: own }) },
      };
    },
  });
}

function sideColumns(side: string): readonly SheetColumn[] {
  const title = side === 'source' ? 'Source' : 'Target';
  return [
    choiceColumn(`${side}Nesting`, [`${title} nesting`], nestings),
    truthColumn(`${side}Navigates`, [`${title} navigates`]),
    textColumn(`${side}Mechanics`, [`${title} mechanics`], 2000),
    textColumn(`${side}Sort`, [`${title} sort`], 2000),
    textColumn(`${side}Filter`, [`${title} filter`], 2000),
    choiceColumn(`${side}Dependency`, [`${title} dependency`], dependencies),
  ];
}
