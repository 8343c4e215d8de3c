/** The sign-in of a machine where nothing is configured: any name will do. */
import { useState, type SubmitEvent } from "react";

import { signIn } from "../strings/entrance.ts";
import { useHydrated } from "../ui/use-hydrated.ts";

type Props = { pending: string | undefined; onName: (name: string) => void };

export function LocalForm({ pending, onName }: Props) {
  const hydrated = useHydrated();
  const [name, setName] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim()) onName(name.trim());
  };

  return (
    <form onSubmit={submit}>
      <label htmlFor="name" className="block font-medium">
        {signIn.name}
      </label>
      <input
        id="name"
        name="name"
        value={name}
        readOnly={!hydrated}
        onChange={(event) => setName(event.target.value)}
        required
        maxLength={40}
        autoComplete="name"
        placeholder={signIn.nameExample}
        aria-describedby="local-hint"
        className="mt-2 h-12 w-full rounded-2xl border border-line-strong bg-canvas px-4 placeholder:text-muted"
      />
      <button type="submit" className="button-primary mt-3 w-full" disabled={pending !== undefined || !hydrated}>
        {pending === undefined ? signIn.start : signIn.wait}
      </button>
      <p id="local-hint" className="mt-4 text-sm text-muted">
        {signIn.localHint}
      </p>
    </form>
  );
}
