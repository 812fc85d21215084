import type { FailureText } from '#shared/failure-text.ts';

export type ProblemLineProps = { readonly problem: FailureText | undefined };

/** What went wrong, in the place where it was asked for. */
export function ProblemLine({ problem }: ProblemLineProps) {
  if (problem === undefined) return null;
  return (
    <p className="admin-problem" role="alert">
      <strong>{problem.title}.</strong> {problem.detail} {problem.remedy}
    </p>
  );
}
