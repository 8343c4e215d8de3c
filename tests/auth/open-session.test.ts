import { encode } from "next-auth/jwt";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { openSession } from "../../lib/auth/open-session.ts";
import { TEST_SECRET } from "../support/words.ts";

const NOW = Date.UTC(2026, 0, 1);

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const session = () => encode({ token: { sub: "github:1" }, secret: TEST_SECRET, maxAge: 60 });

it("opens what next-auth has sealed, the first time and again, and decrypts it once", async () => {
  const token = await session();
  const decrypt = vi.spyOn(crypto.subtle, "decrypt");
  for (let time = 0; time < 2; time += 1)
    expect(await openSession(token, TEST_SECRET)).toMatchObject({ sub: "github:1" });
  expect(decrypt).toHaveBeenCalledOnce();
  decrypt.mockRestore();
});

it("refuses a session whose time is up, though it was open before", async () => {
  const token = await session();
  await openSession(token, TEST_SECRET);
  vi.setSystemTime(NOW + 80_000);
  await expect(openSession(token, TEST_SECRET)).rejects.toThrow(/"exp"/);
});

it("refuses another secret, though the session was opened with the right one", async () => {
  const token = await session();
  await openSession(token, TEST_SECRET);
  await expect(openSession(token, `${TEST_SECRET}.`)).rejects.toThrow(/decryption/);
});

it("forgets old sessions when there are many, and opens them anew", async () => {
  const first = await session();
  await openSession(first, TEST_SECRET);
  for (let at = 0; at < 1_100; at += 1) await openSession(await session(), TEST_SECRET);
  expect(await openSession(first, TEST_SECRET)).toMatchObject({ sub: "github:1" });
});
