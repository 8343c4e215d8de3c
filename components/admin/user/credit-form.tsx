"use client";
/** Adds credit or takes it back. Each payment has a key, which a repetition keeps: so an answer that was lost is not counted twice. */
import { useId, useRef, useState } from "react";

import { newId } from "../../chat/new-id.ts";
import { isNumber, isShaped } from "../../shape.ts";
import { accountPath } from "../account-path.ts";
import { usd } from "../money-text.ts";
import { credit as words, user } from "../strings.ts";
import { TroubleNote } from "../trouble-note.tsx";
import { useChange } from "../use-change.ts";
import { microUsdOf } from "./amount.ts";
import { Field } from "./field.tsx";

type Payment = { microUsd: number; key: string };
const isCredit = isShaped<{ creditMicroUsd: number }>({ creditMicroUsd: isNumber });

export function CreditForm({ account }: { account: string }) {
  const input = useRef<HTMLInputElement>(null);
  const unanswered = useRef<Payment>(undefined);
  const alert = useId();
  const { busy, trouble, send, setTrouble } = useChange();
  const [amount, setAmount] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const [said, setSaid] = useState("");

  const pay = async (sign: 1 | -1) => {
    const sum = microUsdOf(amount);
    setSaid("");
    setIsWrong(!sum);
    if (!sum) {
      setTrouble({ text: words.notAnAmount });
      return input.current?.focus();
    }
    if (unanswered.current?.microUsd !== sign * sum)
      unanswered.current = { microUsd: sign * sum, key: `owner ${newId()}` };
    const whenDone = (answer: unknown) => {
      unanswered.current = undefined;
      setAmount("");
      if (isCredit(answer)) setSaid(words.now(usd(answer.creditMicroUsd)));
    };
    await send({ path: `${accountPath(account)}/credit`, method: "POST", body: unanswered.current, whenDone });
  };

  return (
    <form
      noValidate
      className="mt-4"
      onSubmit={(event) => {
        event.preventDefault();
        void pay(1);
      }}
    >
      <Field label={words.amount} hint={words.takeBackHint}>
        {(attributes) => (
          <input
            {...attributes}
            {...(isWrong && { "aria-invalid": true, "aria-describedby": alert })}
            ref={input}
            value={amount}
            onChange={({ target }) => setAmount(target.value)}
            inputMode="decimal"
            autoComplete="off"
            className="field w-full tabular-nums"
          />
        )}
      </Field>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <button type="submit" className="button-small" disabled={busy}>
          {busy ? user.wait : words.add}
        </button>
        <button type="button" className="button-outline" disabled={busy} onClick={() => void pay(-1)}>
          {words.takeBack}
        </button>
        <output className="text-sm text-muted">{said}</output>
      </div>
      <div id={alert}>
        <TroubleNote trouble={trouble} />
      </div>
    </form>
  );
}
