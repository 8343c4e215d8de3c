"use client";
/** Offers every way in. What happened last time, if it failed, stands above them. */
import { signIn } from "next-auth/react";
import { useState } from "react";

import { Mark } from "../ui/mark.tsx";
import { LocalForm } from "./local-form.tsx";
import { SignInButton } from "./sign-in-button.tsx";

export type SignInOption = { id: string; name: string; kind: "oauth" | "guest" | "local" };

type Props = { options: SignInOption[]; error: string | undefined };

export function SignInCard({ options, error }: Props) {
  const [pending, setPending] = useState<string>();
  const [problem, setProblem] = useState(error);

  const enter = async (id: string, fields: Record<string, string> = {}) => {
    setPending(id);
    setProblem(undefined);
    try {
      // Always to our own front page: an address taken from the request could lead anywhere.
      await signIn(id, { ...fields, callbackUrl: "/" });
    } catch {
      setProblem("We could not be reached. Check your connection and try again.");
      setPending(undefined);
    }
  };

  const local = options.find((option) => option.kind === "local");
  const buttons = options.filter((option) => option.kind !== "local");
  return (
    <main className="glow flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div className="w-full max-w-sm">
        <Mark className="mx-auto size-14" />
        <h1 className="mt-5 text-center text-3xl font-semibold tracking-tight">Guarded Chat</h1>
        <p className="mt-2 text-center text-muted">Ask anything. Fast answers, fair limits.</p>
        <div className="mt-8 space-y-3 rounded-3xl border border-line bg-surface p-5 shadow-xl shadow-shade sm:p-6">
          {problem && (
            <p role="alert" className="rounded-xl border border-notice-line bg-notice px-3.5 py-2.5 text-sm">
              {problem}
            </p>
          )}
          {buttons.map((option) => (
            <SignInButton key={option.id} option={option} pending={pending} onClick={() => void enter(option.id)} />
          ))}
          {local && buttons.length > 0 && <hr className="my-5 border-line" />}
          {local && <LocalForm pending={pending} onName={(name) => void enter(local.id, { name })} />}
          {options.length === 0 && <p className="text-center text-muted">There is no way to sign in at the moment.</p>}
        </div>
      </div>
    </main>
  );
}
