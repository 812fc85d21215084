import { expect, test } from 'vitest';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';

import { callFor, setupRunner } from './runner.harness.ts';
import type { Asked } from './runner.harness.ts';

/** `flood` prints so many megabytes through the language, `pour` past it, to the descriptor. */
const flooding: { readonly [language in Language]: string } = {
  python: `import os
def flood(megabytes):
    line = "x" * 9999
    for _ in range(megabytes * 100): print(line)
def pour(megabytes):
    piece = b"x" * 1_000_000
    for _ in range(megabytes):
        at = 0
        while at < len(piece): at += os.write(1, piece[at:])`,
  r: `flood <- function(megabytes) {
  line <- strrep("x", 9999)
  for (i in seq_len(megabytes * 100)) cat(line, "\\n", sep = "")
}
pour <- function(megabytes) system(paste0("head -c ", megabytes, "000000 /dev/zero | tr '\\\\0' x"))`,
  julia: `function flood(megabytes)
  line = "x"^9999
  for _ in 1:megabytes * 100; println(line); end
end
function pour(megabytes)
  run(pipeline(\`head -c $(megabytes)000000 /dev/zero\`, \`tr '\\0' x\`))
  nothing
end`,
};

const growthMbMax = 64;
const ways = languages.flatMap((language) => (['flood', 'pour'] as const).map((entry) => [language, entry] as const));

function flood(language: Language, entry: string, megabytes: bigint): Asked {
  return {
    language,
    source: flooding[language],
    entry,
    args: [['megabytes', megabytes]],
    outputBytesMax: 2 ** 31,
    timeLimitMs: 100_000,
  };
}

test.each(ways)(
  '1 GB that is printed in %s (%s) takes no memory of the core, and all of it is heard',
  async (language, entry) => {
    const { runner, folder, ask } = setupRunner();
    await ask(flood(language, entry, 1n)); // Whatever is loaded once.
    const before = process.memoryUsage().rss;
    let heard = 0;
    let grown = 0;
    let pieces = 0;
    const outcome = await runner.run(
      callFor(flood(language, entry, 1000n), folder),
      {
        onStart: () => undefined,
        onPlot: () => undefined,
        onLog(_stream, text) {
          heard += text.length;
          pieces += 1;
          if (pieces % 100 === 0) grown = Math.max(grown, process.memoryUsage.rss() - before);
        },
      },
      new AbortController().signal,
    );
    expect(outcome.kind).toBe('done');
    expect(heard).toBe(1_000_000_000);
    expect(grown / 2 ** 20).toBeLessThan(growthMbMax);
  },
);
