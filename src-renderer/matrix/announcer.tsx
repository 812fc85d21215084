import { useCallback, useState } from 'react';

export type Announcer = {
  /** Said by screen readers; the same text is said again when it is given again. */
  readonly announce: (text: string) => void;
  readonly text: string;
};

export function useAnnouncer(): Announcer {
  const [{ text, count }, setSaid] = useState({ text: '', count: 0 });
  const announce = useCallback((said: string) => setSaid((before) => ({ text: said, count: before.count + 1 })), []);
  return {
    announce,
    // Without a difference in the text nothing would be said the second time.
    text: count % 2 === 0 ? text : `${text}\u00A0`,
  };
}

export function LiveRegion({ text }: { readonly text: string }) {
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
