/** A labelled field with a hint below it. */
import { useId, type ReactNode } from "react";

type Attributes = { id: string; "aria-describedby"?: string };
type Props = {
  label: string;
  hint?: string;
  className?: string;
  children: (attributes: Attributes) => ReactNode;
};

export function Field({ label, hint, className = "", children }: Props) {
  const id = useId();
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children({ id, ...(hint && { "aria-describedby": `${id}-hint` }) })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
