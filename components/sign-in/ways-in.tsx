"use client";
/** Every way in, each a click away. What happened last time, if it failed, stands above them. */
import { useState } from "react";

import { signIn as words } from "../strings/entrance.ts";
import { Challenge, SOLUTION_FIELD } from "./challenge.tsx";
import { LocalForm } from "./local-form.tsx";
import { SignInButton, type SignInOption } from "./sign-in-button.tsx";

type Props = { options: SignInOption[]; error?: string | undefined };

export function WaysIn({ options, error }: Props) {
  const [pending, setPending] = useState<string>();
  const [challenged, setChallenged] = useState<SignInOption>();
  const [problem, setProblem] = useState(error);

  const enter = async (id: string, fields: Record<string, string> = {}) => {
    setPending(id);
    setProblem(undefined);
    try {
      // Loaded when needed: most visits to the landing page begin with reading.
      const { signIn } = await import("next-auth/react");
      // Always to our own front page: an address taken from the request could lead anywhere.
      await signIn(id, { ...fields, callbackUrl: "/" });
    } catch {
      setProblem(words.unreachable);
      setPending(undefined);
      setChallenged(undefined);
    }
  };

  const press = (option: SignInOption) => {
    if (!option.challenge) return void enter(option.id);
    setProblem(undefined);
    setChallenged(option);
  };
  const failed = () => {
    setProblem(words.challengeFailed);
    setChallenged(undefined);
  };

  const local = options.find((option) => option.kind === "local");
  const buttons = options.filter((option) => option.kind !== "local");
  return (
    <div className="space-y-3 rounded-3xl border border-line bg-surface p-5 shadow-xl shadow-shade sm:p-6">
      {problem && (
        <p role="alert" className="rounded-xl border border-notice-line bg-notice px-3.5 py-2.5 text-sm">
          {problem}
        </p>
      )}
      {buttons.map((option) => (
        <SignInButton
          key={option.id}
          option={option}
          // While a guest solves the challenge, the other ways in stay open.
          pending={pending ?? (option === challenged ? option.id : undefined)}
          onClick={() => press(option)}
        />
      ))}
      {challenged?.challenge && (
        <Challenge
          {...challenged.challenge}
          onSolved={(solution) => void enter(challenged.id, { [SOLUTION_FIELD]: solution })}
          onFailed={failed}
        />
      )}
      {buttons.some(({ kind }) => kind === "guest") && <p className="text-sm text-muted">{words.guestHint}</p>}
      {local && buttons.length > 0 && <hr className="my-5 border-line" />}
      {local && <LocalForm pending={pending} onName={(name) => void enter(local.id, { name })} />}
      {options.length === 0 && <p className="text-center text-muted">{words.none}</p>}
    </div>
  );
}
