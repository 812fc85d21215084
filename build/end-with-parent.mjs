// Loaded into every tool that run.mjs starts: when run.mjs is killed in a way it cannot pass on (kill -9), the tool ends too.
import { isMainThread } from 'node:worker_threads';

const lookEveryMs = 250;
const tidyUpMsMax = 5000; // As long as run.mjs gives a tool after Ctrl+C.

const parent = process.ppid;

function isParentThere() {
  // Where parents are replaced the number changes; on Windows it stays, and the process is gone.
  if (process.ppid !== parent) return false;
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (isMainThread) {
  const watch = setInterval(() => {
    if (isParentThere()) return;
    clearInterval(watch);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), tidyUpMsMax).unref();
    process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs);
  watch.unref();
}
