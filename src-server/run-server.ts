import { parseArgs } from 'node:util';

import { commands } from './commands/commands.ts';
import { readConfig, settings } from './read-config.ts';
import type { ServerConfig } from './read-config.ts';
import { problemSentence } from './problem-sentence.ts';
import { createServerLog } from './server-log.ts';
import { startServer } from './start-server.ts';

const options = {
  ...Object.fromEntries(settings.map(({ name }) => [name, { type: 'string' as const }])),
  config: { type: 'string' as const },
  help: { type: 'boolean' as const, short: 'h' },
};

/** Carries out what the words of a command line say; returns the exit code. */
export async function runServer(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === 'string') return complain([parsed, 'npm run server -- --help shows what there is.']);
  const { flags, words, file, isHelp } = parsed;
  if (isHelp) {
    say(helpText());
    return 0;
  }
  const config = readConfig({ flags, environment: process.env, file });
  if (!config.ok) return complain(config.failure);
  const [name, ...rest] = words;
  const command = commands.find((each) => each.name === name);
  if (name !== undefined && command === undefined) {
    return complain([`There is no command "${name}".`, `There are: ${commands.map((each) => each.name).join(', ')}.`]);
  }
  const tooMuch = command === undefined ? undefined : rest[command.wordsMax];
  if (command !== undefined && tooMuch !== undefined)
    return complain([`"${tooMuch}" is a word too many. Say: npm run server -- ${command.usage}`]);
  try {
    return command === undefined ? await serve(config.value) : await command.run(config.value, rest);
  } catch (error) {
    return complain([problemSentence(error)]);
  }
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { config, help, ...flags } = values as { readonly [name: string]: string | boolean | undefined };
    return {
      flags: flags as { readonly [name: string]: string | undefined }, // All of them take a text.
      words: positionals,
      file: typeof config === 'string' ? config : undefined,
      isHelp: help === true,
    };
  } catch (error) {
    // parseArgs says in a sentence which option it does not know or which one lacks its value.
    return error instanceof Error ? error.message : String(error);
  }
}

async function serve(config: ServerConfig): Promise<number> {
  const log = createServerLog();
  const asked = askedToEnd(); // Also while it starts, or a database would be cut off in the midst of its migration.
  const server = await startServer(config, log);
  say(`Triptych's server listens on ${server.address}; people reach it at ${server.publicAddress}.`);
  if (!config.database.startsWith('postgres')) {
    say(
      'Its database is embedded: what it has acknowledged survives the end of the process, however it ends, but not a power cut. For that, use PostgreSQL (--database).',
    );
  }
  if (server.setUpLink !== undefined) {
    say(
      `Nobody is here yet. Open Triptych, choose "Connect to a server" and paste this, once:\n\n  ${server.setUpLink}\n`,
    );
  }
  const signal = await asked;
  log.say(`Ending, because of ${signal}: requests under way are answered first.`);
  await server.close();
  log.flush();
  return 0;
}

/** The signal with which somebody asks; asked twice, it ends like other programs. */
async function askedToEnd(): Promise<string> {
  return await new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
}

function complain(sentences: readonly string[]): number {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  return 1;
}

function helpText(): string {
  const width = Math.max(...settings.map(({ name, value }) => name.length + value.length)) + 5;
  const line = (left: string, right: string): string => `  ${left.padEnd(width)} ${right}`;
  return [
    'npm run server -- [COMMAND] [OPTIONS]     Without a command, the server starts.',
    '',
    'Commands:',
    ...commands.map(({ usage, help }) => line(usage, help)),
    '',
    'Options; each can also stand in the environment (TRIPTYCH_HOST, or TRIPTYCH_HOST_FILE with a path) or in server.json:',
    ...settings.map(({ name, value, help }) => line(`--${name} ${value}`, help)),
    line('--config FILE', 'The file of settings, if it is not server.json in the data folder'),
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
