// Plain JavaScript for any Node from 18 on, without dependencies, like run.mjs, which uses it.
import { readFileSync } from 'node:fs';

/** Ends the child when we are asked to end, and also when whoever started us is gone without a word. */
export function passSignals(child) {
  const passed = new Set();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (passed.has(signal)) return; // npm repeats what the terminal has sent already.
      passed.add(signal);
      // Ctrl+C goes to everything in the terminal, so the tool has it; a second one would tell it to stop tidying up.
      if (signal === 'SIGINT' && process.stdin.isTTY) setTimeout(() => child.kill('SIGTERM'), 5000);
      else child.kill(signal);
    });
  }
  // npm passes signals on to the `sh` between it and us at most, and nobody can pass on a kill -9: watch who is above us.
  const above = listAbove();
  setInterval(() => {
    if (listAbove() !== above) child.kill('SIGTERM');
  }, 250);
}

// The parent and, where the kernel tells, the parent's parent: under npm that is the `sh`, which outlives npm, and npm.
function listAbove() {
  const parent = process.ppid;
  if (process.platform !== 'linux' || process.env.npm_lifecycle_event === undefined) return String(parent);
  try {
    const status = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${status.slice(status.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(parent); // Gone between the two questions.
  }
}
