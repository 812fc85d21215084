/* A whole server as people start it, which can be killed and started again where it was: for tests of those who ask it. */
import { prepareDataFolder } from './prepared-folder.harness.ts';
import { clientOf } from './server-client.harness.ts';
import type { ServerClient } from './server-client.harness.ts';
import { startProcess } from './server-process.harness.ts';
import type { Ended, ServerProcess as Started } from './server-process.harness.ts';
import { findTestPort } from './test-port.harness.ts';

export type ServerProcess = {
  readonly address: string;
  /** The one-time link, until it is set up. */
  readonly setUpLink: string;
  readonly client: (token?: string | null) => ServerClient;
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut of its machine would. */
  readonly kill: () => Promise<void>;
  /** Starts it again where it was; as a later program with one whose schema has gone on (later-migrations.harness.ts). */
  readonly start: (program?: 'later') => Promise<void>;
  /** Carries out one of its commands on its data folder. */
  readonly command: (...words: readonly string[]) => Promise<Ended>;
};

const laterMigrations = import.meta.resolve('#shared/schema/migrations/later-migrations.harness.ts');
/** A server that nobody has set up ends what it prints with the link. */
const setUpPattern = /(http\S+\/join#setup_\S+)\s/;

export async function startServerProcess({
  dataFolder,
  database,
  mailUrl,
}: {
  readonly dataFolder: string;
  /** Embedded, in the data folder, where none is given. */
  readonly database?: string;
  readonly mailUrl?: string;
}): Promise<ServerProcess> {
  await prepareDataFolder(dataFolder);
  // Chosen here, so that its second start has the same.
  const port = await findTestPort();
  const mail = mailUrl === undefined ? [] : ['--mail', mailUrl, '--mail-from', 'Triptych <triptych@example.org>'];
  const place = ['--data-dir', dataFolder, ...(database === undefined ? [] : ['--database', database])];
  const args = [...place, '--port', String(port), ...mail];
  let last: Started | undefined;
  const begin = async (ready: RegExp, program?: 'later'): Promise<RegExpExecArray> => {
    last = startProcess(args, [], program === 'later' ? [laterMigrations] : []);
    return await last.waitFor(ready);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    last?.child.kill(signal);
    await last?.ended;
  };
  const [, setUpLink = ''] = await begin(setUpPattern);
  const address = `http://127.0.0.1:${String(port)}`;
  return {
    address,
    setUpLink,
    client: (token = null) => clientOf(address, token),
    stop: async () => await end('SIGTERM'),
    kill: async () => await end('SIGKILL'),
    start: async (program) => void (await begin(/people reach it at/, program)),
    command: async (...words) => await startProcess([...words, ...place]).ended,
  };
}
