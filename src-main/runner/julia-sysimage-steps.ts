/*
 * The commands that make a system image; julia-sysimage.ts carries them out. Nothing here touches anything but to see which
 * linker there is.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { Environment } from './clean-environment.ts';

export type BuildStep = {
  readonly command: string;
  readonly args: readonly string[];
  /** What a person reads when it fails, before what the command said. */
  readonly failed: string;
};

export type BuildPlace = {
  readonly runtimePath: string;
  /** resources/workers/julia. */
  readonly workerFolder: string;
  /** Takes what is made on the way: `trace.jl`, `image.o`, and at last `image`. */
  readonly work: string;
};

const quiet = ['--startup-file=no', '--history-file=no', '--color=no'];

/** Prints the path of Julia's own image, then those of its libraries, one on each line. */
export function describeSteps({ runtimePath }: BuildPlace): BuildStep {
  const code =
    'using Libdl; println(unsafe_string(Base.JLOptions().image_file)); foreach(println, filter(path -> occursin("libjulia", basename(path)), Libdl.dllist()))';
  return { command: runtimePath, args: [...quiet, '-e', code], failed: 'Julia did not say where its own image is' };
}

/** With an image it is the proof of it; without one it writes down what Julia compiles meanwhile. */
export function rehearseStep(
  { runtimePath, workerFolder, work }: BuildPlace,
  { image }: { readonly image: string | undefined },
): BuildStep {
  const option = image === undefined ? `--trace-compile=${join(work, 'trace.jl')}` : `--sysimage=${image}`;
  return {
    command: runtimePath,
    args: [...quiet, option, join(workerFolder, 'rehearse-calls.jl'), work],
    failed: image === undefined ? 'The calls before it failed' : 'Julia does not work with the new image',
  };
}

export function compileStep({ runtimePath, workerFolder, work }: BuildPlace, baseImage: string): BuildStep {
  return {
    command: runtimePath,
    args: [
      ...quiet,
      // As a session would compile it.
      '--cpu-target=native',
      '-O2',
      `--sysimage=${baseImage}`,
      `--output-o=${join(work, 'image.o')}`,
      join(workerFolder, 'build-sysimage.jl'),
      join(work, 'trace.jl'),
    ],
    failed: 'Julia could not compile it',
  };
}

type LinkPlace = {
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  readonly work: string;
};

/** The linker's step, or why there is none. From Julia 1.9 on the object is an archive, all of which has to go in. */
export function linkStep({ platform, environment, work }: LinkPlace): BuildStep | string {
  if (platform === 'win32') return 'On Windows there is no linker that it could be made with. Julia runs without it.';
  const command = ['cc', 'gcc', 'clang', 'ld'].flatMap((name) => findOnPath(name, environment))[0];
  if (command === undefined) {
    const remedy =
      platform === 'darwin'
        ? 'xcode-select --install'
        : 'sudo apt install gcc (Debian, Ubuntu) or sudo dnf install gcc (Fedora)';
    return `Making it needs a C compiler, for its linker, and neither cc, gcc, clang nor ld is on the PATH. To get one: ${remedy}.`;
  }
  const object = join(work, 'image.o');
  const isBareLinker = command.endsWith('/ld');
  const forLinker = (options: string): string[] => (isBareLinker ? options.split(',') : [`-Wl,${options}`]);
  const whole =
    platform === 'darwin'
      ? [...forLinker('-all_load'), object, ...forLinker('-undefined,dynamic_lookup')]
      : [...forLinker('--whole-archive'), object, ...forLinker('--no-whole-archive')];
  return {
    command,
    args: [platform === 'darwin' ? '-dynamiclib' : '-shared', '-o', join(work, 'image'), ...whole],
    failed: 'It could not be linked',
  };
}

function findOnPath(name: string, environment: Environment): readonly string[] {
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
