// supervisor.sh for Windows, which has no process groups: it ends the trees of the workers that are left when the core goes.
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const roots = new Set();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const match = /^([+-])(\d+)$/.exec(line);
    if (match === null) return;
    if (match[1] === '+') roots.add(match[2]);
    else roots.delete(match[2]);
  })
  .on('close', () => {
    for (const root of roots) spawnSync('taskkill', ['/PID', root, '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  });
