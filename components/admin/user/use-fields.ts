"use client";
/** The fields of the grant's form: as they are stored, except for what was touched. */
import { useState } from "react";

import type { Grant } from "../figures.ts";
import { fieldsOf, type GrantFields } from "./grant-fields.ts";

export function useFields(grant: Grant | null) {
  const [edits, setEdits] = useState<Partial<GrantFields>>({});
  const stored = fieldsOf(grant);
  const field = (name: keyof GrantFields) => ({
    name,
    value: edits[name] ?? stored[name],
    onChange: ({ target }: { target: { value: string } }) => setEdits({ ...edits, [name]: target.value }),
  });
  return { edits, field, forget: () => setEdits({}) };
}
