/** npm run erase-user -- ID [--keep-block]: erases all that is stored about a user, as lib/operate/erase.ts says. */
import { parseArgs } from "node:util";

import { eraseUser } from "../lib/operate/erase.ts";
import { withStore } from "./with-store.ts";

const USAGE = "Usage: npm run erase-user -- ID [--keep-block]\nID is the user's id as the owner's page lists it.";

const { account, keepBlock } = readArguments();
await withStore(async () => {
  const erased = await eraseUser(account, "npm run erase-user", { keepBlock });
  console.log(`Entries erased: ${erased}. Sessions are not stored: a user who signs in again starts anew.`);
});

function readArguments(): { account: string; keepBlock: boolean } {
  try {
    const options = { "keep-block": { type: "boolean", default: false } } as const;
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    const [account, ...more] = positionals;
    if (account && more.length === 0) return { account, keepBlock: values["keep-block"] };
  } catch {
    // An option that does not exist: the usage says which do.
  }
  console.error(USAGE);
  process.exit(1);
}
