/*
 * The one connection of a PGlite, over PostgreSQL's own protocol. Its `query` reads and plans a statement anew each time, which
 * under row-level security takes several times as long as carrying it out. Here a statement has a name from the second time on,
 * as on a connection to PostgreSQL: what was read of it and, in time, its plan are kept.
 */
import { protocol } from '@electric-sql/pglite';
import type { PGlite, messages, types } from '@electric-sql/pglite';

import type { SqlRow } from './server-database.ts';
import { createStatementNames } from './statement-names.ts';
import type { Connection } from './transaction.ts';

const { serialize } = protocol;

type Message = messages.BackendMessage;
type Field = { readonly name: string; readonly parse: types.Parser | undefined };
type Reading = { readonly parameterTypes: readonly number[]; readonly fields: readonly Field[] };

/** Whoever has it is alone with the database (`createTurns`); what they ask at once is carried out in the order of asking. */
export function connectionOfPglite(pglite: PGlite): Connection {
  const names = createStatementNames();
  const readings = new Map<string, Reading>();

  async function send(...sent: readonly Uint8Array[]): Promise<readonly Message[]> {
    return await pglite.execProtocolStream(Buffer.concat(sent));
  }

  const fieldsOf = (message: messages.RowDescriptionMessage): readonly Field[] =>
    message.fields.map(({ name, dataTypeID }) => ({ name, parse: pglite.parsers[dataTypeID] }));

  async function read(text: string, name: string): Promise<Reading> {
    const known = name === '' ? undefined : readings.get(name);
    if (known !== undefined) return known;
    const described = await send(
      serialize.parse({ text, name }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    );
    const reading = {
      parameterTypes: described.find(isParameters)?.dataTypeIDs ?? [],
      fields: described.filter(isDescription).flatMap((each) => fieldsOf(each)),
    };
    if (name !== '') readings.set(name, reading);
    return reading;
  }

  const textOf = (value: unknown, type: number | undefined): string | null => {
    if (value === null || value === undefined) return null;
    const serializer = pglite.serializers[type ?? 0];
    if (serializer !== undefined) return serializer(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  };

  return {
    run: async (text) =>
      await pglite.runExclusive(async () => resultsOf(await send(serialize.query(text)), { fieldsOf, fields: [] })),
    query: async (text, values) =>
      await pglite.runExclusive(async () => {
        const statement = names.nameOf(text) ?? '';
        const { parameterTypes, fields } = await read(text, statement);
        const texts = values.map((value, index) => textOf(value, parameterTypes[index]));
        const answered = await send(
          serialize.bind({ statement, values: texts }),
          serialize.execute({}),
          serialize.sync(),
        );
        return resultsOf(answered, { fieldsOf, fields })[0] ?? [];
      }),
  };
}

const isParameters = (message: Message): message is messages.ParameterDescriptionMessage =>
  message.name === 'parameterDescription';
const isDescription = (message: Message): message is messages.RowDescriptionMessage =>
  message.name === 'rowDescription';
const isRow = (message: Message): message is messages.DataRowMessage => message.name === 'dataRow';

type Told = {
  readonly fieldsOf: (message: messages.RowDescriptionMessage) => readonly Field[];
  /** What is known of the rows before anything is said of them. */
  readonly fields: readonly Field[];
};

/** The rows of each statement. */
function resultsOf(answered: readonly Message[], { fieldsOf, fields: before }: Told): readonly (readonly SqlRow[])[] {
  const results: SqlRow[][] = [];
  let fields = before;
  let rows: SqlRow[] = [];
  for (const message of answered) {
    if (isDescription(message)) fields = fieldsOf(message);
    else if (isRow(message)) rows.push(rowOf(fields, message.fields));
    else if (message.name === 'commandComplete') {
      results.push(rows);
      rows = [];
    }
  }
  return results;
}

function rowOf(fields: readonly Field[], texts: readonly (string | null)[]): SqlRow {
  const row: { [column: string]: unknown } = {};
  fields.forEach(({ name, parse }, index) => {
    const text = texts[index] ?? null;
    row[name] = text === null || parse === undefined ? text : (parse(text) as unknown);
  });
  return row;
}
