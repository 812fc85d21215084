// A session bus of its own with GNOME's keyring on it, in a home of its own: nothing of the person who runs the tests is touched.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { onTestFinished } from 'vitest';
import { z } from 'zod';

import { skipWithoutKeyring } from '../../build/skip-without-keyring.ts';

/**
 * `locked`: the keyring is there and nobody has typed its password. `bare`: it has never been set up, and reads as an empty one.
 * `absent`: a bus on which nothing keeps secrets.
 */
export type KeyringState = 'unlocked' | 'locked' | 'bare' | 'absent' | 'no bus';

/** Where a bus of a session is described on every Linux (the package's own default). */
const usualBusFile = '/usr/share/dbus-1/session.conf';

const tookMsMax = 60_000;

// A bus that starts nothing on demand.
const bareBus = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=${tmpdir()}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`;

const startKeyring: { readonly [state in KeyringState]: string } = {
  unlocked: "printf 'the login password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null",
  locked: 'gnome-keyring-daemon --start --components=secrets >/dev/null </dev/null',
  bare: 'gnome-keyring-daemon --start --components=secrets >/dev/null </dev/null',
  absent: 'true',
  'no bus': 'true',
};

export function setupKeyring() {
  skipWithoutKeyring();
  const home = mkdtempSync(path.join(tmpdir(), 'triptych-keyring-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const runtime = path.join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const bareBusFile = path.join(home, 'bus.conf');
  writeFileSync(bareBusFile, bareBus);
  const environment = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    XDG_RUNTIME_DIR: runtime,
    VAULT: path.join(home, 'vault.json'),
  };
  return {
    home,
    /**
     * What `work`, the body of an async function with `secrets` of a program that has just been started, returns on such a bus.
     * A keyring keeps what is in it from one to the next.
     */
    run: (state: KeyringState, work: string): unknown => {
      const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e'];
      const bus = ['dbus-run-session', '--config-file', state === 'absent' ? bareBusFile : usualBusFile, '--'];
      const within = ['sh', '-c', `${startKeyring[state]}; exec "$@"`, 'sh', ...node, scriptOf(work)];
      const command = state === 'no bus' ? within : [...bus, ...within];
      const [program = '', ...args] = command;
      const ended = spawnSync(program, args, {
        cwd: path.resolve(import.meta.dirname, '..', '..'),
        env: environment,
        encoding: 'utf8',
        timeout: tookMsMax,
      });
      const answer = /^ANSWER (.*)$/m.exec(ended.stdout)?.[1];
      if (answer === undefined) throw new Error(`No answer: ${ended.stdout}\n${ended.stderr}`);
      return z.object({ value: z.unknown() }).parse(JSON.parse(answer)).value;
    },
  };
}

function scriptOf(work: string): string {
  const urlOf = (name: string): string => JSON.stringify(pathToFileURL(path.join(import.meta.dirname, name)).href);
  return `
    import { openSecrets } from ${urlOf('secrets.ts')};
    import { openKeychain } from ${urlOf('keychain.ts')};
    const secrets = openSecrets({
      vaultFile: process.env.VAULT,
      openKeychain: () => openKeychain({ dataFolder: '/data', log: (line) => console.error(line) }),
      clock: { nowMs: () => 0 },
      random: (bytes) => crypto.getRandomValues(bytes),
    });
    const value = await (async () => { ${work} })();
    console.log('ANSWER ' + JSON.stringify({ value }));
    process.exit(0);`;
}
