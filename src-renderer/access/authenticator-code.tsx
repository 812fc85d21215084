import { Check, Copy } from 'lucide-react';
import encodeQr from 'qr';
import { useState } from 'react';

import { formatSecret } from '#shared/access/factor-rules.ts';
import type { Authenticator } from '#shared/access/factor-server-api.ts';

import { Button } from '../ui/button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';

/** What an authenticator is told: the picture to be taken, and the same as text. Both are made here and go nowhere. */
export function AuthenticatorCode({ authenticator }: { readonly authenticator: Authenticator }) {
  const { secret, address } = authenticator;
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    // A browser may keep the clipboard to itself, and says so.
    const done = await attempt(navigator.clipboard.writeText(address).then(() => true));
    setCopied(done === true);
  }
  return (
    <div className="authenticator">
      <QrPicture text={address} />
      <div className="authenticator-words">
        <p>Take a picture of this with your authenticator, or type the secret into it:</p>
        <code className="authenticator-secret" aria-label="Secret for the authenticator">
          {formatSecret(secret)}
        </code>
        <Button icon={copied ? Check : Copy} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy the address'}
        </Button>
        <p className="field-hint">Programs that keep passwords take the address as it is.</p>
      </div>
    </div>
  );
}

/** Modules of white around it, without which it is not found. */
const quietModules = 4;

/** Black on white in the dark too: not every telephone reads it the other way round. */
function QrPicture({ text }: { readonly text: string }) {
  const rows = encodeQr(text, 'raw', { ecc: 'medium', border: quietModules });
  const size = rows.length;
  const dark = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
  );
  return (
    <svg
      className="qr-picture"
      viewBox={`0 0 ${String(size)} ${String(size)}`}
      role="img"
      aria-label="Picture for the authenticator"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}
