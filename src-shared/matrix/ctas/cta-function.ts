/*
 * A new function for a call to action: its name from the verb and the object, its parameters from the object's attributes, its
 * documentation from the user story. The source runs as it is and answers what it was given.
 */
import type { Language } from '../../calls/language.ts';
import type { Parameter } from '../../functions/parameter.ts';
import { attributeToParameter, identifierOf } from '../attributes/attribute-types.ts';
import { nameKey } from './cta-rules.ts';
import type { AttributeRecord } from '../attribute-entities.ts';
import type { CtaRecord } from '../cta-entities.ts';
import type { ObjectRecord } from '../object-entities.ts';

/** `play` of the object Title is `play_title`; `switch profile` of Profile stays `switch_profile`. */
export function ctaFunctionName(cta: Pick<CtaRecord, 'name'>, object: Pick<ObjectRecord, 'name'>): string {
  const isNamed = nameKey(cta.name).split(' ').includes(nameKey(object.name));
  return identifierOf(isNamed ? cta.name : `${cta.name} ${object.name}`);
}

/** More would make no form that a person fills in. */
const parametersMax = 60;

/** Required ones first, since no language takes them after those that may be left out; a name that is there twice counts once. */
export function parametersOf(attributes: readonly AttributeRecord[]): readonly Parameter[] {
  const parameters = attributes.map(attributeToParameter);
  const unique = parameters.filter(({ name }, index) => parameters.findIndex((other) => other.name === name) === index);
  return unique.toSorted((one, other) => Number(other.isRequired) - Number(one.isRequired)).slice(0, parametersMax);
}

export type CtaFunction = {
  readonly language: Language;
  readonly name: string;
  readonly story: string;
  readonly parameters: readonly Parameter[];
};

export function ctaFunctionSource(wanted: CtaFunction): string {
  switch (wanted.language) {
    case 'r':
      return sourceR(wanted);
    case 'julia':
      return sourceJulia(wanted);
    case 'python':
      return sourcePython(wanted);
  }
}

function sourceR({ name, story, parameters }: CtaFunction): string {
  const notes = parameters.map((parameter) => `@param ${parameter.name} ${noteOf(parameter)}`);
  const comment = [...storyLines(story, name), '', ...notes, '@return What was given, by name.'];
  const list = parameters.map((parameter) => (parameter.isRequired ? parameter.name : `${parameter.name} = NULL`));
  return `${comment.map((line) => `#' ${line}`.trimEnd()).join('\n')}
${name} <- function(${list.join(', ')}) {
  list(${parameters.map((parameter) => `${parameter.name} = ${parameter.name}`).join(', ')})
}
`;
}

function sourcePython({ name, story, parameters }: CtaFunction): string {
  const list = parameters.map((parameter) => (parameter.isRequired ? parameter.name : `${parameter.name}=None`));
  const notes = parameters.map(
    (parameter) => `        ${parameter.name} (${hintsOf(parameter)}): ${escapeDoc(parameter.documentation)}`,
  );
  const text = storyLines(story, name).map((line) => escapeDoc(line));
  return `def ${name}(${list.join(', ')}):
    """${text.join('\n    ').replaceAll(/ +$/gm, '')}
${notes.length === 0 ? '' : `\n    Args:\n${notes.join('\n')}\n`}
    Returns:
        What was given, by name.
    """
    return {${parameters.map((parameter) => `"${parameter.name}": ${parameter.name}`).join(', ')}}
`;
}

function sourceJulia({ name, story, parameters }: CtaFunction): string {
  const list = parameters.map((parameter) => (parameter.isRequired ? parameter.name : `${parameter.name} = nothing`));
  const notes = parameters.map(
    (parameter) => `- \`${parameter.name}\` (${hintsOf(parameter)}): ${escapeJulia(parameter.documentation)}`,
  );
  return `"""
${storyLines(story, name).map(escapeJulia).join('\n')}
${notes.length === 0 ? '' : `\n# Arguments\n${notes.join('\n')}\n`}
# Returns
What was given, by name.
"""
function ${name}(${list.join(', ')})
    return Dict{String,Any}(${parameters.map((parameter) => `"${parameter.name}" => ${parameter.name}`).join(', ')})
end
`;
}

// Longer ones would hide the function; the whole story stays on the card.
const storyLinesMax = 20;

function storyLines(story: string, name: string): readonly string[] {
  const lines = story.trim().split(/\r?\n/).slice(0, storyLinesMax);
  return lines.join('') === '' ? [`${name.replaceAll('_', ' ')}.`] : lines.map((line) => line.slice(0, 1000));
}

function noteOf(parameter: Parameter): string {
  return `(${hintsOf(parameter)}) ${parameter.documentation.replaceAll('\n', ' ')}`;
}

/** The notation of the parameters' documentation: a type, and a range or the choices. */
function hintsOf({ type, choices, min, max }: Parameter): string {
  if (type === 'choice' && choices !== null && choices.every(isPlainChoice)) return `choice: ${choices.join('|')}`;
  const plain = type === 'choice' ? 'text' : type;
  if (min !== null && max !== null) return `${plain}, ${String(min)}..${String(max)}`;
  if (min !== null) return `${plain}, >= ${String(min)}`;
  return max === null ? plain : `${plain}, <= ${String(max)}`;
}

// What the notation itself is written with cannot stand in it.
function isPlainChoice(choice: string): boolean {
  return !/[|()[\]{}<>\n"'`\\$]/.test(choice) && choice.trim() === choice;
}

function escapeDoc(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`);
}

function escapeJulia(text: string): string {
  return escapeDoc(text).replaceAll('$', String.raw`\$`);
}
