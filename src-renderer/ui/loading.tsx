import { useEffect, useState } from 'react';

export type LoadingProps = {
  /** What is being waited for, for a screen reader: `Loading functions`. */
  readonly label: string;
  readonly lines?: number;
};

const quietMs = 300; // Anything faster than this would only flicker.

/** Grey lines in the place of what is loading, once it takes long enough to notice. */
export function Loading({ label, lines = 4 }: LoadingProps) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="loading" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="loading-line" style={{ width: `${String(88 - ((index * 23) % 45))}%` }} />
      ))}
    </div>
  );
}
