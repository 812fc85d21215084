import type { SyncDetails } from '#shared/sync/sync-api.ts';

type Scope = SyncDetails['scopes'][number];

const kinds: { readonly [kind in Scope['kind']]: string } = {
  tenant: 'Organisation',
  user: 'Your own',
  workspace: 'Workspace',
  project: 'Project',
};

/** What of each place is on this device. */
export function ScopesSection({ scopes }: { readonly scopes: readonly Scope[] }) {
  if (scopes.length === 0) return null;
  return (
    <section className="settings-section" aria-labelledby="sync-scopes">
      <h2 id="sync-scopes" className="sync-heading">
        On this device
      </h2>
      <ul className="access-list" aria-labelledby="sync-scopes">
        {scopes.map((scope) => (
          <li key={`${scope.kind} ${scope.id}`}>
            <span className="access-row-words">
              <span className="access-row-title">{scope.title ?? 'Not here yet'}</span>
              <span className="access-row-detail">{kinds[scope.kind]}</span>
            </span>
            <span className="settings-text num">{amountText(scope)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function amountText({ records, parts: { whole, all } }: Scope): string {
  const amount = `${records.toLocaleString()} ${records === 1 ? 'record' : 'records'}`;
  return whole === all ? amount : `${amount}, ${String(Math.floor((100 * whole) / all))} % fetched`;
}
