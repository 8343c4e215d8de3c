/** What every test file starts with: a complete environment that leads nowhere. Vitest loads it before each file. */
import { safeguardsJson } from "./config.ts";
import { CANARY, TEST_SECRET } from "./words.ts";

/** Nothing listens on port 9, so a test that forgot to bring its own server fails at once. */
const NOWHERE = "http://127.0.0.1:9";

Object.assign(process.env, {
  NODE_ENV: "test",
  NEXTAUTH_SECRET: TEST_SECRET,
  NEXTAUTH_URL: "http://127.0.0.1:3000",
  OPENAI_API_KEY: CANARY,
  OPENAI_BASE_URL: `${NOWHERE}/v1`,
  SAFEGUARDS_JSON: safeguardsJson(),
  UPSTASH_REDIS_REST_URL: NOWHERE,
  UPSTASH_REDIS_REST_TOKEN: "local-test-store-token",
});
