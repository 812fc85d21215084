import type { FormState } from './use-form.ts';

/** What is wrong with a form as a whole, and with none of its fields. */
export function FormProblem({ form: { problem } }: { readonly form: FormState }) {
  return problem?.field === null ? (
    <p className="field-error" role="alert">
      {problem.sentence}
    </p>
  ) : null;
}
