import { useEffect, useState } from 'react';

const quietMs = 300; // Anything faster than this would only flicker.

/** Says what is being waited for, once it takes long enough to notice. */
export function WorkingLine({ isBusy, text }: { readonly isBusy: boolean; readonly text: string }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setTimeout(() => setLong(true), quietMs);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isBusy]);
  return (
    <p className="working-line" role="status">
      {isBusy && isLong ? (
        <>
          <span className="spinner" aria-hidden /> {text}
        </>
      ) : null}
    </p>
  );
}
