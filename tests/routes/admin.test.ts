import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { readChunks } from "../support/client.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { guestCookie, memberCookie } from "../support/session.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { codeOf, type Visitor, visitor } from "../support/routes/visitor.ts";
import { safeguardsJson } from "../support/config.ts";

describeEachStore("the owner's switches", (store) => {
  let provider: Provider;
  let service: Service;
  let [admin, member]: Visitor[] = [];
  beforeAll(async () => void (provider = await startProvider()));
  afterAll(() => provider.stop());
  beforeEach(async () => {
    service = startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      GUEST_ACCESS: "1",
      ADMIN_EMAILS: "boss@example.com",
      SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5_000 } }),
    });
    admin = visitor(service, await memberCookie({ sub: "boss" }));
    member = visitor(service, await memberCookie({ sub: "oidc:ada" }));
  });

  it("pause all paid work and resume it", async () => {
    expect(
      await codeOf((await admin?.put("/api/admin/pause", { paused: true, reason: "Looking into it" })) as Response),
    ).toBe("200");
    expect(await codeOf((await member?.chat()) as Response)).toBe("paused");
    await admin?.put("/api/admin/pause", { paused: false, reason: "" });
    expect(await codeOf((await member?.chat()) as Response)).toBe("200");
  });

  it("cut a running reply within two seconds and tell its reader", async () => {
    provider.behave({ kind: "answer", text: "word ".repeat(400), wordDelayMs: 20 });
    const running = (await member?.chat()) as Response;
    await admin?.put("/api/admin/pause", { paused: true, reason: "" });
    const pressed = performance.now();
    const chunks = await readChunks(running);
    expect(performance.now() - pressed).toBeLessThan(2_000);
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "paused" });
    provider.behave({ kind: "answer" });
  });

  it("block one user and nobody else", async () => {
    expect((await admin?.put("/api/admin/users/oidc%3Aada", { blocked: true }))?.status).toBe(200);
    expect(await codeOf((await member?.post("/api/token")) as Response)).toBe("not_signed_in");
    const again = visitor(service, await memberCookie({ sub: "oidc:ada" }));
    expect(await codeOf(await again.chat())).toBe("forbidden");
    expect(await codeOf((await admin?.chat()) as Response)).toBe("200");
    await admin?.put("/api/admin/users/oidc%3Aada", { blocked: false });
    expect(await codeOf(await again.chat())).toBe("200");
  });

  describe("are not for", () => {
    const press = (who: Visitor | undefined) =>
      who?.put("/api/admin/pause", { paused: true, reason: "" }) as Promise<Response>;

    it("a member", async () => expect(await codeOf(await press(member))).toBe("forbidden"));
    it("a guest", async () =>
      expect(await codeOf(await press(visitor(service, await guestCookie("g1"))))).toBe("forbidden"));
    it("a stranger", async () => expect(await codeOf(await press(visitor(service, "")))).toBe("not_signed_in"));

    it("an admin's browser on a foreign page", async () => {
      const headers = {
        cookie: await memberCookie({ sub: "boss" }),
        origin: "https://evil.example",
        "content-type": "application/json",
      };
      const response = await service.send("/api/admin/pause", { method: "PUT", headers, body: '{"paused":true}' });
      expect(await codeOf(response)).toBe("forbidden");
    });

    it("a body that says more than it may", async () => {
      expect(await codeOf((await admin?.put("/api/admin/pause", { paused: true, by: "someone" })) as Response)).toBe(
        "invalid_request",
      );
    });
  });
});
