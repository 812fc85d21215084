import { useConnectionState } from './rpc/use-connection-state.ts';

/** Says that the program is not there, while it is being looked for or when it has been started anew. */
export function ConnectionBanner() {
  const state = useConnectionState();
  if (state === 'refused') {
    return (
      <div className="banner" role="alert">
        Triptych has been started anew, with another key. Open the address that the terminal shows after “Triptych is
        at”; what you typed is kept and will be there.
      </div>
    );
  }
  if (state !== 'lost') return null;
  return (
    <div className="banner" role="alert">
      <span className="spinner" aria-hidden />
      The connection to Triptych is lost. It is tried again; what you type is kept in this window until then.
    </div>
  );
}
