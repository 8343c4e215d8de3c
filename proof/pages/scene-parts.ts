/** Who and what the scenes need beside the journeys: the owner, and an answer from right to left. */
import type { Page } from "@playwright/test";

import type { SceneService } from "../../tests/support/e2e/scene-service.ts";
import type { Member } from "../../tests/support/session.ts";

export type Scene = { name: string; play: (page: Page, service: SceneService) => Promise<void> };

export const OWNER: Member = { sub: "github:1", name: "Olive", email: "owner@example.com" };

export const RIGHT_TO_LEFT = `القهوة مشروب **لذيذ**، وهذه ثلاث طرق لتحضيرها:

1. التقطير: أربع دقائق.
2. المكبس الفرنسي: خمس دقائق.
3. الإسبريسو: ثلاثون ثانية.

And a line of English stays as it is, with \`grams(250)\` in it.
`;
