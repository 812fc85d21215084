/** The program's mark: three panels of a triptych, the middle one facing you. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <rect width="24" height="24" rx="5.5" fill="var(--accent)" />
      <path
        d="M5.2 7.2 9 5.4v13.2l-3.8-1.8zM18.8 7.2 15 5.4v13.2l3.8-1.8z"
        fill="var(--on-accent)"
        fillOpacity="0.72"
      />
      <path d="M10.4 5h3.2v14h-3.2z" fill="var(--on-accent)" />
    </svg>
  );
}
