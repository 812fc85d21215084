export type InstallTextProps = { readonly text: string };

/** A sentence whose `commands` are set apart and can be selected as one. */
export function InstallText({ text }: InstallTextProps) {
  return (
    <p className="install-text">
      {text.split('`').map((part, index) =>
        // The parts of a constant sentence: every second one stood between backticks.
        // oxlint-disable-next-line react/no-array-index-key
        index % 2 === 1 ? <code key={index}>{part}</code> : part,
      )}
    </p>
  );
}
