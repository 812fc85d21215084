import './sync.css';

/** What of an account of a server is shared and what is not: said before anything is. */
export function SharingNote() {
  return (
    <dl className="sync-sharing">
      <dt>On the server</dt>
      <dd>
        Workspaces with their functions, releases and projects, and who changed what. Their members see them, and your
        administrators.
      </dd>
      <dt>On this device alone</dt>
      <dd>
        Runs with their results and logs, and everything in your personal account, until you bring it over or share it.
      </dd>
    </dl>
  );
}
