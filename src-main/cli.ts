/*
 * `triptych …`: the same core without a window. Commands and their grammar are in cli/; here one is chosen and given a core.
 */
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

import packageJson from '../package.json' with { type: 'json' };
import { dbCommand } from './cli/db-command.ts';
import { addCommand, functionsCommand, runtimesCommand } from './cli/list-commands.ts';
import { openCore } from './cli/open-core.ts';
import type { CoreClient } from './cli/open-core.ts';
import { watchOutput } from './cli/output.ts';
import { parseCommand } from './cli/parse-command.ts';
import type { Command } from './cli/parse-command.ts';
import { runCommand, tellTrouble } from './cli/run-command.ts';
import { hostFailureText } from './host.ts';
import { usualDataFolder } from './shell/read-options.ts';

watchOutput();
// A command is short, so its memory is small rather than fast: the garbage of a large result is cleared away as it comes.
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--heap-growing-percent=30');
process.exitCode = await main(process.argv.slice(2));

async function main(typed: readonly string[]): Promise<number> {
  const parsed = parseCommand(typed);
  if (!parsed.ok) {
    const { sentence, help } = parsed.failure;
    if (typed.includes('--json')) await tellTrouble({ kind: 'usage', message: sentence }, { isJson: true });
    else process.stderr.write(`${sentence}\n\n${help}\n`);
    return 2;
  }
  const { command, accountId } = parsed.value;
  const dataFolder = path.resolve(parsed.value.dataFolder ?? usualDataFolder());
  switch (command.name) {
    case 'help':
      process.stdout.write(`${command.text}\n`);
      return 0;
    case 'version':
      process.stdout.write(`${packageJson.version}\n`);
      return 0;
    case 'db':
      return await dbCommand({ dataFolder, accountId }, command.action);
    default:
      return await withCore({ dataFolder, accountId }, command);
  }
}

type CoreCommand = Extract<Command, { readonly name: 'run' | 'add' | 'functions' | 'runtimes' }>;

async function withCore(
  place: { readonly dataFolder: string; readonly accountId: string | null },
  command: CoreCommand,
): Promise<number> {
  const opened = await openCore({
    ...place,
    onWait: () =>
      void process.stderr.write('Another Triptych command uses the same data; this one waits for it to end.\n'),
  });
  if (!opened.ok) {
    const isJson = command.name === 'run' && command.isJson;
    return await tellTrouble({ ...opened.failure, message: hostFailureText(opened.failure) }, { isJson });
  }
  try {
    return await carryOut(opened.value, command);
  } finally {
    await opened.value.close();
  }
}

function carryOut({ client }: CoreClient, command: CoreCommand): Promise<number> {
  switch (command.name) {
    case 'run':
      return runCommand(client, command);
    case 'add':
      return addCommand(client, command);
    case 'functions':
      return functionsCommand(client, command);
    case 'runtimes':
      return runtimesCommand(client, command);
  }
}
