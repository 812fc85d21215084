import { expect, test } from 'vitest';

import { valueToJson } from '#shared/values/value-json.ts';

import { setupRunner } from './runner.harness.ts';

const source = `using Random, Logging
here() = getpid()
environment() = sort(["$name=$value" for (name, value) in ENV])
change_environment() = (ENV["LEFT"] = "behind"; delete!(ENV, "HOME"); ENV["PATH"] = "/elsewhere"; nothing)
folder() = pwd()
change_folder() = (cd("/"); nothing)
paths() = (load = copy(LOAD_PATH), depot = copy(DEPOT_PATH), project = Base.ACTIVE_PROJECT[])
change_paths() = (push!(LOAD_PATH, "/left"); empty!(DEPOT_PATH); Base.ACTIVE_PROJECT[] = "/left"; nothing)
speak() = (println("out"); println(stderr, "err"); @warn "logged"; display(1))
change_streams() = (redirect_stdout(open(tempname(), "w")); redirect_stderr(open(tempname(), "w")); global_logger(NullLogger()); popdisplay(); nothing)
numbers() = precision(BigFloat)
change_numbers() = (setprecision(BigFloat, 20); nothing)
storage() = haskey(task_local_storage(), :left)
change_storage() = (task_local_storage(:left, 1); nothing)
seeded() = (Random.seed!(7); rand())
unseeded() = rand()
`;

function setupCalls(): (entry: string) => Promise<unknown> {
  const { ask } = setupRunner();
  return async (entry) => {
    const { outcome, out, err } = await ask({ language: 'julia', source, entry });
    if (outcome.kind === 'failed') return outcome.failure;
    return [valueToJson(outcome.value), out, err];
  };
}

test.each(['environment', 'folder', 'paths', 'numbers', 'storage'])(
  'what a call changes of %s is put back',
  async (kind) => {
    const call = setupCalls();
    const session = await call('here');
    const before = await call(kind);
    expect(await call(`change_${kind}`)).toEqual([null, '', '']);
    expect(await call(kind)).toEqual(before);
    expect(await call('here')).toEqual(session);
  },
);

test('streams, the logger and the display that a call has replaced are the next call’s as ever', async () => {
  const call = setupCalls();
  const before = await call('speak');
  expect(before).toEqual([null, 'out\n1', 'err\nWarning: logged\n  @ source.jl:9\n']);
  await call('change_streams');
  expect(await call('speak')).toEqual(before);
});

test('a call that seeds the random numbers does not make the next one’s repeat', async () => {
  const call = setupCalls();
  const first = await call('seeded');
  const next = await call('unseeded');
  expect(await call('seeded')).toEqual(first);
  expect(await call('unseeded')).not.toEqual(next);
});
