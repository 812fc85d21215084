import type { ReactNode } from 'react';

/** For Mantine's `inputContainer`: a button that stands on the line of the input, above its hint. */
export function besideInput(button: ReactNode) {
  return (input: ReactNode): ReactNode => (
    <div className="field-line">
      {input}
      {button}
    </div>
  );
}
