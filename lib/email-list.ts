/** The schemas of environment variables that list addresses: comma-separated, in lower case of ASCII. */
import { z } from "zod";

import { foldCase } from "./fold-case.ts";

const ADDRESS_OR_DOMAIN = /^[^@\s]*@[^@\s]+$/;

export const emailList = z.string().default("").transform(entriesOf);

/** An entry that could match nobody is a mistake, and would shut people out without a word. */
export const emailsAndDomains = emailList.refine((entries) => entries.every((one) => ADDRESS_OR_DOMAIN.test(one)), {
  error: "must be addresses and @domains, separated by commas",
});

function entriesOf(text: string): string[] {
  const entries = text.split(",").map((one) => foldCase(one.trim()));
  return entries.filter(Boolean);
}
