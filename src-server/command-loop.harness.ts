/* The process of command-process.harness.ts: it is sent the words of a command, and sends back its exit code. */
import { ending } from './command-ending.harness.ts';
import { runServer } from './run-server.ts';

let last = Promise.resolve();

process.on('message', (words) => {
  last = last.then(async () => {
    const code = await runServer(words as readonly string[]); // The harness sends nothing else.
    for (const output of [process.stdout, process.stderr]) output.write(ending);
    process.send?.(code);
  });
});
