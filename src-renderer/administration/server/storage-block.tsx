import { formatBytes, formatCount } from '../../functions/format-cell.ts';
import type { client } from '../../rpc/client.ts';
import { DataTable } from '../data-table.tsx';

export type StorageBlockProps = { readonly known: Awaited<ReturnType<typeof client.server.upkeep.storage>> };

const databaseNames = { pglite: 'PGlite, embedded in the server', postgres: 'PostgreSQL' } as const;

export function StorageBlock({ known }: StorageBlockProps) {
  const { database, survivesPowerCut, databaseBytes, freeBytes, tables, tenants } = known;
  return (
    <>
      <section className="admin-block" aria-labelledby="server-storage">
        <h2 id="server-storage">Storage</h2>
        <dl className="admin-facts">
          <dt>Database</dt>
          <dd>{databaseNames[database]}</dd>
          <dt>Takes</dt>
          <dd className="num">{formatBytes(databaseBytes)}</dd>
          {freeBytes === null ? null : (
            <>
              <dt>Free on its disk</dt>
              <dd className="num">{formatBytes(freeBytes)}</dd>
            </>
          )}
          <dt>A power cut</dt>
          <dd>
            {survivesPowerCut
              ? 'What was acknowledged survives it.'
              : 'What was acknowledged survives the end of the process, however it ends, but not a power cut: the last changes, or the whole database, can be lost. Keep back-ups elsewhere, or use PostgreSQL.'}
          </dd>
        </dl>
      </section>
      <section className="admin-block" aria-labelledby="server-tenants">
        <h2 id="server-tenants">By organisation</h2>
        <DataTable label="Storage by organisation" heads={['Organisation', '#Rows', '#Files', '#Size of files']}>
          {tenants.map(({ id, name, rows, files, fileBytes }) => (
            <tr key={id}>
              <td>{name}</td>
              <td className="admin-number">{formatCount(rows)}</td>
              <td className="admin-number">{formatCount(files)}</td>
              <td className="admin-number">{formatBytes(fileBytes)}</td>
            </tr>
          ))}
        </DataTable>
      </section>
      <section className="admin-block" aria-labelledby="server-tables">
        <h2 id="server-tables">By table</h2>
        <DataTable label="Storage by table" heads={['Table', '#Rows', '#Size']}>
          {tables.map(({ name, rows, bytes }) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              <td className="admin-number">{formatCount(rows)}</td>
              <td className="admin-number">{formatBytes(bytes)}</td>
            </tr>
          ))}
        </DataTable>
      </section>
    </>
  );
}
