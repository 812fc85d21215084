/*
 * A system image for Julia with the worker in it, compiled: a first call takes 20 ms instead of half a second, and a session
 * that has been called holds 3 MB more than a bare Julia instead of 56. Making one takes about two minutes of one processor
 * and needs a linker, so it is made when somebody asks for it, one at a time and at the lowest priority:
 *
 *   rehearse ──▶ compile ──▶ link ──▶ rehearse with the image ──▶ rename
 *   (what has to    (julia      (cc)      (a broken one ends           (only whole ones
 *    be in it)    --output-o)              here)                        have the name)
 *
 * An image belongs to one binary with its libraries, one worker and one kind of processor. What it belongs to is written
 * beside it and looked at before each use: an image of anything else is not taken, and removed when the next one is made.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

import type { RuntimeImage } from '#shared/calls/runtime-state.ts';

import { cleanEnvironment } from './clean-environment.ts';
import type { Environment } from './clean-environment.ts';
import { compileStep, linkStep, describeSteps, rehearseStep } from './julia-sysimage-steps.ts';
import { runBuildStep } from './run-build-step.ts';
import type { WorkerImages } from './worker-language.ts';

export type SysimageDeps = {
  /** resources/workers. */
  readonly workersFolder: string;
  readonly cacheFolder: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  /** Takes the process group of a step; see supervisor.ts. */
  readonly guard: (groupId: number) => () => void;
  readonly monotonicMs: () => number;
  /** The state of one has changed; while one is made, every second. */
  readonly onChange: () => void;
};

/** The images of this device's Julias; each is named by the path of its binary. */
export type JuliaSysimages = WorkerImages & {
  readonly state: (runtimePath: string) => RuntimeImage;
  /** Makes the image, or goes on making it. Never rejects for facts: what it came to is the state. */
  readonly build: (runtimePath: string) => Promise<void>;
  /** Ends the making of it, too. */
  readonly remove: (runtimePath: string) => void;
  readonly close: () => void;
};

/** Compiling took 90 s, all else 15 s (2 cores, 2026-11). Only the share that is shown hangs on it. */
const expectedMs = 105_000;
const announceMs = 1000;
/** Compiling, the longest, took 90 s; twenty times that for a machine that is slow or busy. */
const stepMsMax = 30 * 60_000;

const fileIdentity = z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() });
const belongingSchema = z.object({
  files: z.array(fileIdentity),
  workerChecksum: z.string(),
  processor: z.string(),
});
type Belonging = z.infer<typeof belongingSchema>;

type Building = {
  readonly runtimePath: string;
  readonly startedMs: number;
  readonly abort: AbortController;
  readonly done: Promise<void>;
};

export function openJuliaSysimages(deps: SysimageDeps): JuliaSysimages {
  const folder = join(deps.cacheFolder, 'julia-images');
  const workerFolder = join(deps.workersFolder, 'julia');
  const failures = new Map<string, string>();
  /** Images that a session did not start with. */
  const distrusted = new Set<string>();
  let workerChecksum: string | undefined;
  let building: Building | undefined;

  function imagePath(runtimePath: string): string {
    const name = createHash('sha256').update(realPath(runtimePath)).digest('hex').slice(0, 16);
    return join(folder, `${name}${deps.platform === 'darwin' ? '.dylib' : '.so'}`);
  }

  function checksum(): string {
    workerChecksum ??= checksumOf(workerFolder);
    return workerChecksum;
  }

  function find(runtimePath: string): string | undefined {
    const path = imagePath(runtimePath);
    return distrusted.has(runtimePath) || !belongsHere(path, checksum()) ? undefined : path;
  }

  function state(runtimePath: string): RuntimeImage {
    if (building?.runtimePath === runtimePath) {
      const share = (deps.monotonicMs() - building.startedMs) / expectedMs;
      return { kind: 'building', share: Math.min(share, 0.99) };
    }
    const path = find(runtimePath);
    if (path !== undefined) return { kind: 'ready', sizeBytes: statSync(path).size };
    const reason = failures.get(runtimePath);
    return reason === undefined ? { kind: 'none' } : { kind: 'failed', reason };
  }

  async function build(runtimePath: string): Promise<void> {
    const current = building;
    if (current !== undefined) {
      await current.done; // One at a time: it takes a processor and a gigabyte and a half for itself.
      if (current.runtimePath !== runtimePath) await build(runtimePath);
      return;
    }
    const abort = new AbortController();
    failures.delete(runtimePath);
    const announcing = setInterval(deps.onChange, announceMs);
    const done = make(runtimePath, abort.signal).then((reason) => {
      clearInterval(announcing);
      building = undefined;
      if (reason !== undefined && !abort.signal.aborted) failures.set(runtimePath, reason);
      deps.onChange();
    });
    building = { runtimePath, startedMs: deps.monotonicMs(), abort, done };
    deps.onChange();
    await done;
  }

  /** Why there is no image, or undefined when there is one. */
  async function make(runtimePath: string, signal: AbortSignal): Promise<string | undefined> {
    const target = imagePath(runtimePath);
    const work = join(folder, 'being-made');
    try {
      removeAllBut(target);
      mkdirSync(work, { recursive: true, mode: 0o700 });
      return await makeIn({ work, runtimePath, target, signal });
    } catch (error) {
      if (error instanceof Error && 'code' in error) return `Its folder cannot be written: ${error.message}`;
      throw error;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }

  type Making = {
    readonly work: string;
    readonly runtimePath: string;
    readonly target: string;
    readonly signal: AbortSignal;
  };

  async function makeIn({ work, runtimePath, target, signal }: Making): Promise<string | undefined> {
    const linker = linkStep({ platform: deps.platform, environment: deps.environment, work });
    if (typeof linker === 'string') return linker;
    const environment = { ...cleanEnvironment(deps.environment), TMPDIR: work, TMP: work, TEMP: work };
    const run = async (step: Parameters<typeof runBuildStep>[0]): ReturnType<typeof runBuildStep> =>
      await runBuildStep(step, { folder: work, environment, guard: deps.guard, signal, limitMs: stepMsMax });
    const place = { runtimePath, workerFolder, work };

    const asked = await run(describeSteps(place));
    if (!asked.ok) return asked.reason;
    const [baseImage = '', ...libraries] = asked.output.trim().split('\n');
    // Before it takes two minutes: what changes meanwhile is seen by whoever wants to use the image.
    const belonging: Belonging = {
      files: [realPath(runtimePath), baseImage, ...libraries].map(identityOf),
      workerChecksum: checksum(),
      processor: processorName(),
    };
    const steps = [
      rehearseStep(place, { image: undefined }),
      compileStep(place, baseImage),
      linker,
      rehearseStep(place, { image: join(work, 'image') }),
    ];
    for (const step of steps) {
      const ended = await run(step);
      if (!ended.ok) return ended.reason;
    }
    // What the linker has written lies in the system's memory in large pieces, and a session would map 30 MB more of them.
    copyFileSync(join(work, 'image'), join(work, 'copy'));
    rmSync(`${target}.json`, { force: true });
    renameSync(join(work, 'copy'), target);
    writeFileSync(`${target}.json.new`, JSON.stringify(belonging), { mode: 0o600 });
    renameSync(`${target}.json.new`, `${target}.json`);
    distrusted.delete(runtimePath);
    return undefined;
  }

  /** Images whose Julia or worker has changed since, and what a build that was killed has left. */
  function removeAllBut(target: string): void {
    for (const name of listFolder(folder)) {
      const path = join(folder, name);
      const image = path.replace(/\.json$/, '');
      if (image !== target && !belongsHere(image, checksum())) rmSync(path, { recursive: true, force: true });
    }
  }

  function remove(runtimePath: string): void {
    if (building?.runtimePath === runtimePath) building.abort.abort();
    const path = imagePath(runtimePath);
    // Sessions that run with it keep it mapped. The first to go is what makes the other one count.
    for (const file of [`${path}.json`, path]) rmSync(file, { force: true });
    failures.delete(runtimePath);
    deps.onChange();
  }

  return {
    find: (language, runtimePath) => (language === 'julia' ? find(runtimePath) : undefined),
    distrust(runtimePath) {
      distrusted.add(runtimePath);
    },
    settleDistrust(runtimePath, { isImageAtFault }) {
      distrusted.delete(runtimePath);
      if (!isImageAtFault) return;
      remove(runtimePath);
      failures.set(runtimePath, 'Julia did not start with it, so it was removed.');
      deps.onChange();
    },
    state,
    build,
    remove,
    close: () => building?.abort.abort(),
  };
}

/** Whether the image is whole, and of what is installed now. */
function belongsHere(path: string, workerChecksum: string): boolean {
  const belonging = readBelonging(path);
  if (belonging === undefined || belonging.workerChecksum !== workerChecksum) return false;
  if (belonging.processor !== processorName()) return false;
  return belonging.files.every((file) => {
    const now = identityOf(file.path);
    return now.size === file.size && now.mtimeMs === file.mtimeMs;
  });
}

function readBelonging(path: string): Belonging | undefined {
  try {
    statSync(path);
    return belongingSchema.parse(JSON.parse(readFileSync(`${path}.json`, 'utf8')));
  } catch {
    return undefined; // There is none, or it was written by another version.
  }
}

/** What has gone has no size. */
function identityOf(path: string): z.infer<typeof fileIdentity> {
  const found = statSync(path, { throwIfNoEntry: false });
  return { path, size: found?.size ?? -1, mtimeMs: found?.mtimeMs ?? -1 };
}

/** An image is compiled for the processor that it is made on, as Julia compiles everything. */
function processorName(): string {
  return cpus()[0]?.model ?? '';
}

function checksumOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of listFolder(folder).toSorted()) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
