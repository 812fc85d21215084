import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './ui/tokens.css';
import './ui/base.css';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { assert } from '#shared/base/assert.ts';

import { beginAnew, isOtherAccountOpen, onLeaving } from './access/other-account.ts';
import { flushAllDrafts, hasUnstoredDrafts, keepUnsavedDrafts } from './functions/unsaved-drafts.ts';
import { hasUnkeptEdits } from './matrix/unsent-edits.ts';
import { sendUnsentEdits } from './matrix/use-project.ts';
import { Program } from './program.tsx';
import { core } from './rpc/client.ts';
import { createSchemeManager } from './ui/color-scheme.ts';
import { cssVariables, theme } from './ui/theme.ts';
import { flushPreferences } from './workspaces/preferences.ts';

/** Whether the core is known to have this page's account open. */
let isMet = true;

const root = document.getElementById('root');
assert(root !== null, 'index.html has no element with the id root.');

// `pagehide` is the last event that a closing page gets; a window that is hidden may be ended without one.
window.addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', flush);
// A page that goes away tells what was typed; without a core the browser keeps it, and asks first where it cannot.
window.addEventListener('beforeunload', (event) => {
  const isLost = core.getState() !== 'open' && hasUnstoredDrafts() && !keepUnsavedDrafts();
  if (isLost || hasUnkeptEdits()) event.preventDefault();
});
core.subscribe(() => {
  // What could not be sent while the core was away, or what it leaves behind unsent.
  if (core.getState() === 'open') void meetCore();
  else {
    isMet = false;
    keepUnsavedDrafts();
  }
});
onLeaving(flush);
// The address of a new start, typed into the window of an earlier one: only what is behind the # differs, and so the browser
// would load nothing by itself.
window.addEventListener('hashchange', ({ newURL }) => {
  const { hash } = new URL(newURL);
  if (!hash.startsWith('#t=')) return;
  history.replaceState(null, '', hash); // The router may have taken it for a page that there is not.
  location.reload();
});

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={createSchemeManager()}
      defaultColorScheme="auto"
    >
      <Notifications position="bottom-right" limit={4} />
      <Program />
    </MantineProvider>
  </StrictMode>,
);

/** What was typed into one account's page is nothing to send to another's: it waits in the browser until that one is open again. */
async function meetCore(): Promise<void> {
  try {
    isMet = !(await isOtherAccountOpen());
  } catch {
    return; // Lost again already; the next time it is open, it is met.
  }
  if (isMet) {
    sendUnsentEdits();
    return flush();
  }
  keepUnsavedDrafts();
  beginAnew();
}

function flush(): void {
  if (!isMet) return;
  flushAllDrafts();
  flushPreferences();
}
