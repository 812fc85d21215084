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

import { flushAllDrafts, hasUnstoredDrafts } from './functions/drafts.ts';
import { Program } from './program.tsx';
import { core } from './rpc/client.ts';
import { createSchemeManager } from './ui/color-scheme.ts';
import { cssVariables, theme } from './ui/theme.ts';
import { flushPreferences } from './workspaces/preferences.ts';

const root = document.getElementById('root');
assert(root !== null, 'index.html has no element with the id root.');

// `pagehide` is the last event that a closing page gets; a window that is hidden may be ended without one.
window.addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', flush);
// A page that goes away tells what was typed; without a core nobody hears it, so the browser asks first.
window.addEventListener('beforeunload', (event) => {
  if (core.getState() !== 'open' && hasUnstoredDrafts()) event.preventDefault();
});
// What could not be sent while the core was away.
core.subscribe(() => {
  if (core.getState() === 'open') flush();
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

function flush(): void {
  flushAllDrafts();
  flushPreferences();
}
