/** The mark of the service: a speech bubble inside a shield. Decorative; the name stands beside it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path className="fill-accent" d="M16 1.5 28 6v9.5c0 7-4.6 12.2-12 15-7.4-2.8-12-8-12-15V6z" />
      <path
        className="fill-accent-ink"
        d="M11.2 9.5h9.6a2.7 2.7 0 0 1 2.7 2.7v4.6a2.7 2.7 0 0 1-2.7 2.7h-3.5L13 23v-3.5h-1.8a2.7 2.7 0 0 1-2.7-2.7v-4.6a2.7 2.7 0 0 1 2.7-2.7z"
      />
    </svg>
  );
}
