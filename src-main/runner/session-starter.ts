import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { RandomBytes } from '#shared/base/id.ts';
import type { Language } from '#shared/calls/language.ts';

import { cleanEnvironment } from './clean-environment.ts';
import type { Environment } from './clean-environment.ts';
import { createColumnMemory } from './column-memory.ts';
import { hidePasswordsOf } from './hide-passwords.ts';
import { watchLeftovers } from './leftovers.ts';
import { openPrivateFolder } from './private-folder.ts';
import { openSession } from './open-session.ts';
import type { SessionOpening } from './open-session.ts';
import { openSupervisor } from './supervisor.ts';
import { createTableFiles } from './table-files.ts';
import { openUsageWatch } from './usage-watch.ts';
import { sessionVariables } from './worker-language.ts';
import type { SessionMode, WorkerImages } from './worker-language.ts';
import { workerLanguages } from './worker-languages.ts';
import { startWorkerProcess } from './worker-process.ts';
import type { WorkerProcess } from './worker-process.ts';

export type StarterDeps = {
  /** resources/workers. */
  readonly workersFolder: string;
  /** For the scratch folders of sessions, and for table files where there is no shared memory. */
  readonly temporaryFolder: string;
  /** For table files; usually the system's own, where it has one. */
  readonly sharedMemoryFolder?: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  readonly random: RandomBytes;
  readonly images?: WorkerImages;
};

export type SessionStarter = {
  readonly start: (language: Language, runtimePath: string, mode: SessionMode) => Promise<SessionOpening>;
  /** The supervisor's, for other processes of the core. */
  readonly guard: (groupId: number) => () => void;
  /** Ends what was started and removes its folders. */
  readonly close: () => void;
};

/** Linux; elsewhere there is no such folder, and the temporary one is taken. */
const sharedMemoryFolder = '/dev/shm';

/** Gives each session its folders, a clean environment and a guard, and takes the folders back when its process has gone. */
export function openSessionStarter(deps: StarterDeps): SessionStarter {
  const owner = { processId: process.pid, randomName: Buffer.from(deps.random(new Uint8Array(8))).toString('hex') };
  const tables = openPrivateFolder({
    ...owner,
    parents: [deps.sharedMemoryFolder ?? sharedMemoryFolder, deps.temporaryFolder],
    prefix: 'triptych-tables',
  });
  const scratch = openPrivateFolder({ ...owner, parents: [deps.temporaryFolder], prefix: 'triptych-sessions' });
  const supervisor = openSupervisor(deps.workersFolder, deps.platform);
  const usage = openUsageWatch(deps.platform);
  const environment = cleanEnvironment(deps.environment);
  const hidePasswords = hidePasswordsOf(environment);
  const memory = createColumnMemory();
  let nextSession = 0;

  async function start(language: Language, runtimePath: string, mode: SessionMode): Promise<SessionOpening> {
    const imagePath = deps.images?.find(language, runtimePath);
    const opening = await startOne({ language, runtimePath, mode, imagePath });
    if (opening.ok || opening.wasKilled || imagePath === undefined) return opening;
    deps.images?.distrust(runtimePath);
    const plain = await startOne({ language, runtimePath, mode, imagePath: undefined });
    deps.images?.settleDistrust(runtimePath, { isImageAtFault: plain.ok });
    return plain;
  }

  type Start = {
    readonly language: Language;
    readonly runtimePath: string;
    readonly mode: SessionMode;
    readonly imagePath: string | undefined;
  };

  async function startOne({ language, runtimePath, mode, imagePath }: Start): Promise<SessionOpening> {
    nextSession += 1;
    const name = String(nextSession);
    const scratchFolder = join(scratch.folder, name);
    const filesFolder = join(tables.folder, name);
    const removeFolders = (): void => {
      for (const folder of [scratchFolder, filesFolder]) removeFolder(folder);
    };
    const workerLanguage = workerLanguages[language];
    let worker: WorkerProcess;
    try {
      for (const folder of [scratchFolder, filesFolder]) mkdirSync(folder, { mode: 0o700 });
      const { workersFolder } = deps;
      const plan = workerLanguage.planLaunch({ runtimePath, workersFolder, scratchFolder, filesFolder, imagePath });
      worker = await startWorkerProcess(plan, {
        environment: {
          ...environment,
          ...temporaryFolderIn(scratchFolder),
          [sessionVariables.name]: `${owner.randomName}-${name}`,
          [sessionVariables.mode]: mode,
          [sessionVariables.scratch]: scratchFolder,
        },
        folder: scratchFolder,
        guard: supervisor.guard,
        shown: hidePasswords.inText,
      });
    } catch (error) {
      // A full disk above all, or too many open files.
      removeFolders();
      return { ok: false, reason: `Its session could not be prepared (${messageOf(error)}).`, wasKilled: false };
    }
    worker.onGone(removeFolders);
    return await openSession({
      worker,
      workerLanguage,
      files: createTableFiles({ folder: filesFolder, memory }),
      usage,
      leftovers: watchLeftovers({ platform: deps.platform, processId: worker.processId, scratchFolder }),
      scratchFolder,
      hidePasswords,
      monotonicMs: () => performance.now(),
    });
  }

  return {
    start,
    guard: supervisor.guard,
    close() {
      usage.close();
      supervisor.close();
      tables.close();
      scratch.close();
    },
  };
}

/**
 * What a language and its functions keep for a moment (R a folder per process) goes with the session: one that is killed, as
 * all of them are in the end, tidies nothing up itself. Each language and system has its own name for the place.
 */
function temporaryFolderIn(scratchFolder: string): Readonly<Record<string, string>> {
  return { TMPDIR: scratchFolder, TMP: scratchFolder, TEMP: scratchFolder };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // What has left the session's process group may still be writing there. The folder around it goes with the core.
  }
}
