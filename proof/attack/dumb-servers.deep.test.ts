/** No attack is held by a server that answers everything alike: praise for what cannot fail proves nothing. */
import { describe, it } from "vitest";

import { DUMB, startDumbServer } from "./dumb-servers.ts";
import { PROFILES } from "./profile.ts";
import { runAttacks } from "./run.ts";

const cookies = { cookie: "next-auth.session-token=a.b.c", secondCookie: "next-auth.session-token=d.e.f" };

describe.concurrent.each(PROFILES)("as %s, a server that answers with", { timeout: 120_000 }, (profile) => {
  it.for(DUMB)("%s holds nothing but HTTP itself", async (kind, { expect, onTestFinished }) => {
    const server = await startDumbServer(kind);
    onTestFinished(server.stop);
    const report = await runAttacks({ url: server.origin, profile, ...cookies });
    const held = report?.results.filter((result) => result.held && result.area !== "http") ?? [];
    expect(held.map(({ id, detail }) => `${id}: ${detail}`)).toEqual([]);
  });
});
