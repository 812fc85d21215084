import type { ApiOutputs } from '#shared/features.ts';

/** What `look` has found at an address. */
export type FoundServer = ApiOutputs['connections']['look'];
type LinkOf<K extends FoundServer['link']['kind']> = Extract<FoundServer['link'], { readonly kind: K }>;

type HalfDone<K> = Extract<ApiOutputs['connections']['signIn'], { readonly kind: K }>;
export type HalfSignIn = HalfDone<'code-needed'> | HalfDone<'factor-needed'>;
/** The password was right; what waits for a code is named by its id. */
export type CodeStep = HalfDone<'code-needed'> & { readonly server: FoundServer };
export type FactorStep = HalfDone<'factor-needed'> & { readonly server: FoundServer };

/** Where somebody is who connects. It lives in the page alone: a link's secret is gone with it. */
export type ConnectStep =
  | { readonly kind: 'address'; readonly typed: string; readonly isKnown: boolean }
  | { readonly kind: 'not-set-up'; readonly server: FoundServer }
  | { readonly kind: 'sign-in'; readonly server: FoundServer; readonly email: string; readonly note: string | null }
  | CodeStep
  | FactorStep
  | { readonly kind: 'forgotten'; readonly server: FoundServer; readonly email: string }
  | { readonly kind: 'set-up'; readonly server: FoundServer; readonly link: LinkOf<'setup'> }
  | { readonly kind: 'invite'; readonly server: FoundServer; readonly link: LinkOf<'invite'> }
  | { readonly kind: 'reset'; readonly server: FoundServer; readonly link: LinkOf<'reset'> };

/** The step that fits what is there. */
export function stepFor(server: FoundServer, email = ''): ConnectStep {
  const { link } = server;
  switch (link.kind) {
    case 'setup':
      return { kind: 'set-up', server, link };
    case 'invite':
      return { kind: 'invite', server, link };
    case 'reset':
      return { kind: 'reset', server, link };
    case 'none':
      return server.isSetUp ? { kind: 'sign-in', server, email, note: null } : { kind: 'not-set-up', server };
  }
}
