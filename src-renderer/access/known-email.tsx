/** For password managers: of whom a form that asks for no e-mail takes a password or a code. */
export function KnownEmail({ email }: { readonly email: string }) {
  return (
    <input
      type="email"
      className="visually-hidden"
      autoComplete="username"
      value={email}
      readOnly
      tabIndex={-1}
      aria-hidden
    />
  );
}
