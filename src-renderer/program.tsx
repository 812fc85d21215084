import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { RouterProvider } from 'react-router/dom';

import { RefusedPage } from './refused-page.tsx';
import { createRoutes } from './routes.tsx';
import { client, core } from './rpc/client.ts';
import { useConnectionState } from './rpc/use-connection-state.ts';
import { isTheme, themeToScheme } from './ui/color-scheme.ts';
import { Loading } from './ui/loading.tsx';
import { loadPreferences, readPreference } from './workspaces/preferences.ts';
import { getAppInfo, keepAppInfo } from './workspaces/use-app-info.ts';

type Router = ReturnType<typeof createRoutes>;

/** Waits for the core, then for what every page needs, then shows the pages. */
export function Program() {
  const connection = useConnectionState();
  const { setColorScheme } = useMantineColorScheme();
  const [router, setRouter] = useState<Router | null>(null);
  const onReady = useEffectEvent(() => {
    const theme = readPreference('theme');
    if (isTheme(theme)) setColorScheme(themeToScheme(theme));
    setRouter(createRoutes());
  });
  useEffect(() => {
    const stop = new AbortController();
    void prepare(stop.signal).then(() => {
      if (stop.signal.aborted) return;
      onReady();
      void followAppInfo(stop.signal);
    });
    return () => stop.abort();
  }, []);

  // A page that was at work stays, with a banner: what was typed last is still to be seen in it.
  if (connection === 'refused' && router === null) return <RefusedPage />;
  if (router === null) {
    return (
      <main className="whole-page">
        <Loading label="Starting Triptych" />
      </main>
    );
  }
  return <RouterProvider router={router} />;
}

const retryMs = 500;

/** A connection that is lost meanwhile is no mistake: it is tried again until the page goes away. */
async function prepare(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await core.whenOpen(signal);
    try {
      const info = await client.app.info();
      keepAppInfo(info);
      await loadPreferences(info.userId);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** What the person may do can change while the program is open; another account is met by the connection itself. */
async function followAppInfo(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await core.whenOpen(signal);
    try {
      for await (const info of await client.app.watchInfo(undefined, { signal }))
        if (info.accountId === getAppInfo().accountId) keepAppInfo(info);
    } catch {
      // It was lost, or the page goes away.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
