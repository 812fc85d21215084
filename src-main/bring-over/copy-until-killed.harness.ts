// A process of its own that begins to bring a workspace over and dies in the middle: `node … FOLDER WORKSPACE`.
import { brought, openBoth } from './copy-workspace.harness.ts';
import { copyWorkspace } from './copy-workspace.ts';

const [, , folder = '', workspaceId = ''] = process.argv;
const { from, deps } = await openBoth(folder);
await copyWorkspace(deps, {
  actor: brought,
  from,
  workspaceId,
  name: 'W',
  signal: new AbortController().signal,
  onProgress: ({ step, written }) => {
    if (step === 'writing' && written > 100) process.kill(process.pid, 'SIGKILL');
  },
});
