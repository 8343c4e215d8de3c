"use client";
/** Plan, budgets, end and note of one user, as the owner grants them. */
import { useId, useRef, useState, type SubmitEvent } from "react";

import { accountPath } from "../account-path.ts";
import type { Grant, UserFigures } from "../figures.ts";
import { grant as words, user } from "../strings.ts";
import { TroubleNote } from "../trouble-note.tsx";
import { useChange } from "../use-change.ts";
import { Field } from "./field.tsx";
import { changeOf, type GrantFields, type WrongField } from "./grant-fields.ts";
import { useFields } from "./use-fields.ts";

type Props = { account: string; grant: Grant | null; plans: UserFigures["plans"] };

const NOTHING = { plan: null, budgetUsd: null, until: null, note: null };

export function GrantForm({ account, grant, plans }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const alert = useId();
  const { edits, field, forget } = useFields(grant);
  const { busy, trouble, send, setTrouble } = useChange();
  const [wrong, setWrong] = useState<WrongField[]>([]);
  const [said, setSaid] = useState("");

  const put = (body: object) => {
    setWrong([]);
    setSaid("");
    const whenDone = () => {
      forget();
      setSaid(words.saved);
    };
    return send({ path: accountPath(account), body, whenDone });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (Object.keys(edits).length === 0) return setSaid(words.nothing);
    const read = changeOf(edits);
    if ("change" in read) return void (await put(read.change));
    setSaid("");
    setWrong(read.wrong);
    setTrouble({ text: read.wrong.map((name) => words.wrong[name]).join(" ") });
    form.current?.querySelector<HTMLElement>(`[name="${read.wrong[0]}"]`)?.focus();
  };
  const mark = (name: keyof GrantFields) =>
    wrong.some((one) => one === name) ? { "aria-invalid": true, "aria-describedby": alert } : {};
  const gone = grant?.plan && plans.every(({ name }) => name !== grant.plan) ? grant.plan : undefined;

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="grid gap-4 sm:grid-cols-2">
      <Field label={words.plan}>
        {(attributes) => (
          <select {...attributes} {...field("plan")} className="field w-full">
            <option value="">{words.ownPlan}</option>
            {plans.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
            {gone && <option value={gone}>{words.goneBefore(gone)}</option>}
          </select>
        )}
      </Field>
      <Field label={words.until} hint={words.untilHint}>
        {(attributes) => (
          <input
            {...attributes}
            {...mark("until")}
            {...field("until")}
            type="datetime-local"
            className="field w-full"
          />
        )}
      </Field>
      {(["day", "month"] as const).map((name) => (
        <Field key={name} label={words[name]} hint={words.budgetHint}>
          {(attributes) => (
            <input
              {...attributes}
              {...mark(name)}
              {...field(name)}
              inputMode="decimal"
              autoComplete="off"
              className="field w-full tabular-nums"
            />
          )}
        </Field>
      ))}
      <Field label={words.note} hint={words.noteHint} className="sm:col-span-2">
        {(attributes) => (
          <input {...attributes} {...field("note")} maxLength={500} autoComplete="off" className="field w-full" />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2 sm:col-span-2">
        <button type="submit" className="button-small" disabled={busy}>
          {busy ? user.wait : words.save}
        </button>
        {grant && (
          <button type="button" className="button-outline" disabled={busy} onClick={() => void put(NOTHING)}>
            {words.remove}
          </button>
        )}
        <output className="text-sm text-muted">{said}</output>
      </div>
      <div id={alert} className="-mt-4 sm:col-span-2">
        <TroubleNote trouble={trouble} />
      </div>
    </form>
  );
}
