/*
 * A project as Markdown, to be read by people: each object with what is known of it, then what is still open.
 */
import { formatBothEnds } from '../cells/cell-words.ts';
import type { AttributeRecord } from '../attribute-entities.ts';
import type { CtaRecord } from '../cta-entities.ts';
import type { ObjectRecord, RelationshipRecord } from '../object-entities.ts';
import type { ExportType } from '../project-entities.ts';
import type { ProjectHead } from './project-file.ts';
import type { ProjectModel } from '../project-model.ts';
import { listGaps } from './svg-gaps.ts';
import { showValue } from './import-keys.ts';
import { matrixCell } from './write-sheets.ts';

/** Of a whole project everything; of one kind of thing only that. */
export function projectToMarkdown(project: ProjectHead, model: ProjectModel, exportType: ExportType): string {
  const isWhole = exportType === 'project';
  const parts = [`# ${escapeLine(project.name)}`];
  if (project.description !== '') parts.push(escapeText(project.description));
  if (exportType === 'matrix') parts.push(matrixSection(model));
  else
    parts.push(
      ...model.objects.map((object) => objectSection(model, object, exportType)).filter((part) => part !== ''),
    );
  if (isWhole) parts.push(rejectedSection(model), rolesSection(model), questionsSection(model), gapsSection(model));
  if (model.objects.length === 0) parts.push('There are no objects yet.');
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function objectSection(model: ProjectModel, object: ObjectRecord, exportType: ExportType): string {
  const isWhole = exportType === 'project';
  const wants = (kind: ExportType): boolean => isWhole || exportType === kind;
  const parts = [
    wants('objects') ? objectFacts(object) : '',
    wants('relationships') ? relationshipsPart(model, object.id) : '',
    wants('ctas') ? ctasPart(model, object.id) : '',
    wants('attributes') ? attributesPart(model, object.id) : '',
  ].filter((part) => part !== '');
  // Of one kind of thing, an object without any would be a heading over nothing.
  if (parts.length === 0 && !wants('objects')) return '';
  return [`## ${escapeLine(object.name)}`, ...parts].join('\n\n');
}

function objectFacts(object: ObjectRecord): string {
  const facts = [
    ['Type', object.objectType],
    ['Complexity', object.complexity.replace('_', ' ')],
    ['Also called', object.synonyms.join(', ')],
    ['Purpose', object.purpose],
    ['Instances', object.instances.join(', ')],
    ['States', object.states.join(', ')],
    ['Phase', object.phase],
  ].filter(([, value]) => value !== '');
  const definition = object.description === '' ? '' : `${escapeText(object.description)}\n\n`;
  return `${definition}${facts.map(([title = '', value = '']) => `- **${title}:** ${escapeLine(value)}`).join('\n')}`;
}

function relationshipsPart(model: ProjectModel, objectId: string): string {
  const lines = (model.relationshipsByObject.get(objectId) ?? []).map((relationship) =>
    relationshipLine(model, relationship, objectId),
  );
  return lines.length === 0 ? '' : `### Relationships\n\n${lines.join('\n')}`;
}

function relationshipLine(model: ProjectModel, relationship: RelationshipRecord, objectId: string): string {
  const { sourceObjectId, targetObjectId, description, inverseLabel, sourceEnd, targetEnd } = relationship;
  const isSource = sourceObjectId === objectId;
  const other = model.tables.object.get(isSource ? targetObjectId : sourceObjectId)?.name ?? '';
  const label = isSource ? description : inverseLabel;
  const ends = isSource ? formatBothEnds(sourceEnd, targetEnd) : formatBothEnds(targetEnd, sourceEnd);
  const nesting = isSource ? relationship.sourceNesting : relationship.targetNesting;
  const shown = nesting === null || nesting === 'none' ? '' : `, shown as ${nesting}`;
  return `- ${label === '' ? (isSource ? 'has' : 'belongs to') : escapeLine(label)} **${escapeLine(other)}** (${escapeLine(ends)}${shown})`;
}

function ctasPart(model: ProjectModel, objectId: string): string {
  const ctas = model.ctasByObject.get(objectId) ?? [];
  return ctas.length === 0 ? '' : `### Calls to action\n\n${ctas.map((cta) => ctaPart(model, cta)).join('\n\n')}`;
}

function ctaPart(model: ProjectModel, cta: CtaRecord): string {
  const roles = model.roles
    .filter(({ id }) => model.roleIdsByCta.get(cta.id)?.has(id) === true)
    .map(({ name }) => name);
  const facts = [
    roles.length === 0 ? 'nobody yet' : roles.join(', '),
    cta.kind,
    cta.priority,
    cta.tier,
    cta.phase,
    cta.place,
  ];
  const criteria = cta.acceptanceCriteria.split('\n').filter((line) => line.trim() !== '');
  return [
    `#### ${escapeLine(cta.name)}`,
    `*${escapeLine(facts.filter((fact) => fact !== '').join(' · '))}*`,
    cta.description === '' ? '' : escapeText(cta.description),
    cta.condition === '' ? '' : `When: ${escapeLine(cta.condition)}`,
    cta.userStory === '' ? '' : escapeText(cta.userStory),
    criteria.map((line) => `- ${escapeLine(line)}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function attributesPart(model: ProjectModel, objectId: string): string {
  const attributes = model.attributesByObject.get(objectId) ?? [];
  if (attributes.length === 0) return '';
  const head = ['Attribute', 'Type', 'Category', 'Required', 'Default', 'Rules', 'Description'];
  return `### Attributes\n\n${markdownTable(
    head,
    attributes.map((attribute) => attributeRow(model, attribute)),
  )}`;
}

function attributeRow(model: ProjectModel, attribute: AttributeRecord): readonly string[] {
  const { name, dataType, category, isRequired, defaultValue, validationRules, description } = attribute;
  const rules = Object.entries(validationRules).map(([rule, value]) =>
    rule === 'objectId'
      ? `object: ${model.tables.object.get(String(value))?.name ?? ''}`
      : `${rule}: ${Array.isArray(value) ? value.join(', ') : showValue(value)}`,
  );
  return [name, dataType, category, isRequired ? 'yes' : 'no', defaultValue ?? '', rules.join('; '), description];
}

function matrixSection(model: ProjectModel): string {
  const { objects } = model;
  const rows = objects.map((row) => [row.name, ...objects.map((column) => matrixCell(model, row.id, column.id))]);
  return objects.length === 0 ? '' : markdownTable(['', ...objects.map(({ name }) => name)], rows);
}

function rejectedSection({ rejected }: ProjectModel): string {
  const lines = rejected.map(({ name, rejection, rejectionNote }) => {
    const note = rejectionNote === '' ? '' : `: ${escapeLine(rejectionNote)}`;
    return `- ${escapeLine(name)} (${(rejection ?? '').replaceAll('_', ' ')})${note}`;
  });
  return lines.length === 0 ? '' : `## Rejected nouns\n\n${lines.join('\n')}`;
}

function rolesSection({ roles }: ProjectModel): string {
  const lines = roles.map(
    ({ name, description }) => `- **${escapeLine(name)}**${description === '' ? '' : `: ${escapeLine(description)}`}`,
  );
  return lines.length === 0 ? '' : `## Roles\n\n${lines.join('\n')}`;
}

function questionsSection({ tables }: ProjectModel): string {
  const lines = [...tables.openQuestion.values()]
    .filter(({ isOpen }) => isOpen)
    .map(({ question, risk }) => `- ${escapeLine(question)} (risk: ${risk})`);
  return lines.length === 0 ? '' : `## Open questions\n\n${lines.join('\n')}`;
}

function gapsSection(model: ProjectModel): string {
  const groups = listGaps(model).map(({ code, title, sentences, more }) => {
    const lines = sentences.map((sentence) => `- ${escapeLine(sentence)}`);
    if (more > 0) lines.push(`- And ${more.toLocaleString('en')} more of these.`);
    return `### ${code} ${title}\n\n${lines.join('\n')}`;
  });
  return groups.length === 0 ? '' : `## Gaps\n\n${groups.join('\n\n')}`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => escapeLine(cell).replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** One line, in which nothing is markup: a name may hold anything. */
function escapeLine(text: string): string {
  return escapeText(text).replaceAll(/\s*\n\s*/gu, ' ');
}

function escapeText(text: string): string {
  return (
    text
      .replaceAll(/[\\`*_~[\]<>&]/gu, String.raw`\$&`)
      // A line under a text that would make it a heading, or a rule.
      .replaceAll(/^(\s*)([=-])(?=\2*\s*$)/gmu, String.raw`$1\$2`)
      // What would begin a heading, a quotation or a list.
      .replaceAll(/^(\s*\d*)([#>+.)-])(?=\s|$)/gmu, String.raw`$1\$2`)
  );
}
