import { expect, it } from "vitest";

import { bringsBearer, isBearer } from "../../lib/auth/bearer.ts";

const SECRET = "a-secret-of-at-least-thirty-two-characters";
const sent = (authorization: string) => new Headers({ authorization });

it("lets in who sends the secret", async () => {
  expect(await isBearer(sent(`Bearer ${SECRET}`), SECRET)).toBe(true);
});

it.each([`bearer ${SECRET}x`, `Bearer ${SECRET.slice(1)}`, "Bearer ", `Basic ${SECRET}`, SECRET, `Bearer ${SECRET} x`])(
  "keeps out %j",
  async (authorization) => expect(await isBearer(sent(authorization), SECRET)).toBe(false),
);

it("keeps everybody out where there is no secret", async () => {
  for (const secret of [undefined, ""]) expect(await isBearer(sent("Bearer undefined"), secret)).toBe(false);
  expect(await isBearer(new Headers(), undefined)).toBe(false);
});

it("tells a bearer from other credentials", () => {
  expect([bringsBearer(sent("bearer x")), bringsBearer(sent("Basic x")), bringsBearer(new Headers())]).toEqual([
    true,
    false,
    false,
  ]);
});
