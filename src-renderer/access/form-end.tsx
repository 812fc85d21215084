import { Button } from '../ui/button.tsx';
import { WorkingLine } from './working-line.tsx';

export type FormEndProps = {
  readonly verb: string;
  readonly isBusy: boolean;
  readonly sentence: string | null;
  readonly disabledReason?: string | undefined;
};

/** The last lines of a form of the account page: what went wrong as a whole, and the button. */
export function FormEnd({ verb, isBusy, sentence, disabledReason }: FormEndProps) {
  return (
    <>
      {sentence === null ? null : (
        <p className="field-error" role="alert">
          {sentence}
        </p>
      )}
      <div className="access-section-actions">
        <Button type="submit" isBusy={isBusy} disabledReason={disabledReason}>
          {verb}
        </Button>
        <WorkingLine isBusy={isBusy} text="Asking the server…" />
      </div>
    </>
  );
}
