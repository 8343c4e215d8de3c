/** What the doctor makes of a store that answers like Upstash, whose one way to evict has a name of its own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";

import { afterAll, beforeAll, expect, it, vi } from "vitest";

let server: Server;
let memory = "";

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  vi.stubEnv("UPSTASH_REDIS_REST_URL", `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
  vi.stubEnv("UPSTASH_REDIS_REST_TOKEN", "local-token");
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const commands = JSON.parse((await buffer(request)).toString()) as string[][];
  const told = { result: Buffer.from(memory).toString("base64") };
  const body = commands.map(([name]) => (name === "INFO" ? told : { error: "ERR Command is not available" }));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

it.each([
  ["optimistic-volatile", "bad", "It evicts by optimistic-volatile when it is full."],
  ["noeviction", "good", "It evicts nothing."],
])("takes the policy %s from INFO for %s", async (policy, verdict, title) => {
  const { checkEviction } = await import("../../scripts/doctor/eviction.ts");
  memory = `# Memory\r\nused_memory:1024\r\nmaxmemory_policy:${policy}\r\n`;
  const finding = await checkEviction();
  expect(finding).toMatchObject({ verdict, title });
  if (verdict === "bad") expect(finding.cure).toContain("configuration at Upstash");
});

it("asks when INFO has an empty policy", async () => {
  const { checkEviction } = await import("../../scripts/doctor/eviction.ts");
  memory = "# Memory\r\nmaxmemory_policy:\r\nmaxmemory:0\r\n";
  expect(await checkEviction()).toMatchObject({ verdict: "question" });
});
