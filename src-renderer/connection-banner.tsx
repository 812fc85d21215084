import { useConnectionState } from './rpc/use-connection-state.ts';

/** Says that the program is not there, while it is being looked for. */
export function ConnectionBanner() {
  const state = useConnectionState();
  if (state !== 'lost') return null;
  return (
    <div className="banner" role="alert">
      <span className="spinner" aria-hidden />
      The connection to Triptych is lost. It is tried again; what you type is kept in this window until then.
    </div>
  );
}
