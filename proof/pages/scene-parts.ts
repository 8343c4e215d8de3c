/** Who and what the scenes need beside the journeys: the owner, and an answer from right to left. */
import type { Member } from "../../tests/support/session.ts";

export const OWNER: Member = { sub: "github:1", name: "Olive", email: "owner@example.com" };

export const RIGHT_TO_LEFT = `القهوة مشروب **لذيذ**، وهذه ثلاث طرق لتحضيرها:

1. التقطير: أربع دقائق.
2. المكبس الفرنسي: خمس دقائق.
3. الإسبريسو: ثلاثون ثانية.

And a line of English stays as it is, with \`grams(250)\` in it.
`;
