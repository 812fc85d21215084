import { ends } from '#shared/matrix/object-entities.ts';
import type { End } from '#shared/matrix/object-entities.ts';

export type EndChoiceProps = {
  /** Asked in words, above the choices. */
  readonly question: string;
  readonly name: string;
  readonly value: End | null;
  readonly isReadOnly: boolean;
  readonly onChange: (end: End | null) => void;
};

/** How many: one of the four, or not known yet. */
export function EndChoice({ question, name, value, isReadOnly, onChange }: EndChoiceProps) {
  return (
    <fieldset className="end-choice" disabled={isReadOnly}>
      <legend dir="auto">{question}</legend>
      <div className="end-choices">
        {[...ends, null].map((end) => (
          <label key={end ?? '?'} className={end === value ? 'end-chosen' : undefined}>
            <input type="radio" name={name} checked={end === value} onChange={() => onChange(end)} />
            <span>{end ?? '?'}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
