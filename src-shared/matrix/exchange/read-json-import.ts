import { isDeeperThan } from '../../base/json-depth.ts';
import { jsonDepthMax } from '../../schema/field.ts';
import type { ImportProblem, ImportSource } from './import-record.ts';
import { orcaDemoFormat, orcaDemoSchema, orcaDemoToContent } from './orca-demo.ts';
import { parseProjectFile } from './project-file.ts';

/** What a field may have, and what its record is inside of. */
const fileDepthMax = jsonDepthMax + 10;

/** A project as JSON: of our own format or of `orca-demo/1`. */
export function readJsonImport(text: string, userId: string): ImportSource {
  const parsed = parseJson(text);
  if ('problem' in parsed) return refused('JSON', [parsed.problem]);
  const { value } = parsed;
  if (isDeeperThan(value, fileDepthMax))
    return refused('JSON', [
      `The file has lists and objects inside each other, more than ${String(fileDepthMax)} deep, as no project does. It is not read.`,
    ]);
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format !== 'string')
    return refused('JSON', [
      'The file does not say which format it is in. A project that was exported from here begins with "format": "triptych-project/1".',
    ]);
  if (format === orcaDemoFormat) return readDemo(value, userId);
  const read = parseProjectFile(value, format);
  if ('problems' in read)
    return refused(
      'Triptych project',
      read.problems.map(({ path, sentence }) => (path === 'format' ? sentence : `${path}: ${sentence}`)),
    );
  const { project, records } = read.file;
  const imported = records.map(({ entity, id, fields }) => ({ entity, key: id, place: null, fields, hasId: true }));
  return { kind: 'Triptych project', project, records: imported, problems: [] };
}

function readDemo(value: unknown, userId: string): ImportSource {
  const demo = orcaDemoSchema.safeParse(value);
  if (!demo.success)
    return refused(
      'ORCA demo',
      demo.error.issues.slice(0, 100).map(({ path, message }) => `${path.map(String).join('.')}: ${message}.`),
    );
  const { project, records } = orcaDemoToContent(demo.data, userId);
  const imported = records.map(({ entity, id, fields }) => ({ entity, key: id, place: null, fields }));
  return { kind: 'ORCA demo', project, records: imported, problems: [] };
}

function parseJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `The file is no JSON: ${reason}. It may have been cut off or edited by hand.` };
  }
}

function refused(kind: string, sentences: readonly string[]): ImportSource {
  const problems: readonly ImportProblem[] = sentences.map((sentence) => ({ place: null, sentence, isFatal: true }));
  return { kind, project: null, records: [], problems };
}
