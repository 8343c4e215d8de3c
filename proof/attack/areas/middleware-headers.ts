/** Ways round the middleware: headers by which the framework talks to itself. */
import type { Attack } from "../attack.ts";
import { turnedAway } from "../judge.ts";

const FIVE = (name: string) => Array.from({ length: 5 }, () => name).join(":");

const SUBREQUEST =
  "CVE-2025-29927 (GHSA-f82v-jwr5-mffw): the framework skipped its middleware for whoever sent this header.";
const INTERNAL =
  "Internal headers of the framework steer where a request goes and what the route sees (CVE-2025-57822, ASVS 5.0 4.1.3).";
const REWRITE =
  "Front ends and frameworks rewrite addresses by such headers; checks then look at one address and serve another (OWASP API8:2023).";

type Row = [id: string, headers: Record<string, string>, why: string];

const ROWS: Row[] = [
  ["subrequest-middleware", { "x-middleware-subrequest": "middleware" }, SUBREQUEST],
  ["subrequest-src", { "x-middleware-subrequest": "src/middleware" }, SUBREQUEST],
  ["subrequest-pages", { "x-middleware-subrequest": "pages/_middleware" }, SUBREQUEST],
  ["subrequest-five", { "x-middleware-subrequest": FIVE("middleware") }, SUBREQUEST],
  ["subrequest-five-src", { "x-middleware-subrequest": FIVE("src/middleware") }, SUBREQUEST],
  ["subrequest-five-proxy", { "x-middleware-subrequest": FIVE("proxy") }, SUBREQUEST],
  [
    "subrequest-id",
    { "x-middleware-subrequest": FIVE("middleware"), "x-middleware-subrequest-id": "0".repeat(16) },
    SUBREQUEST,
  ],
  ["next", { "x-middleware-next": "1" }, INTERNAL],
  ["invoke", { "x-middleware-invoke": "1" }, INTERNAL],
  ["skip", { "x-middleware-skip": "1" }, INTERNAL],
  ["prefetch", { "x-middleware-prefetch": "1", purpose: "prefetch" }, INTERNAL],
  ["middleware-rewrite", { "x-middleware-rewrite": "/api/health" }, INTERNAL],
  [
    "override-headers",
    { "x-middleware-override-headers": "cookie", "x-middleware-request-cookie": "next-auth.session-token=x" },
    INTERNAL,
  ],
  ["gate-receipt", { "x-gate-receipt": "AAAA" }, INTERNAL],
  ["nextjs-data", { "x-nextjs-data": "1" }, INTERNAL],
  ["matched-path", { "x-matched-path": "/api/health", "x-nextjs-matched-path": "/api/health" }, INTERNAL],
  [
    "invoke-path",
    { "x-invoke-path": "/api/health", "x-invoke-status": "200", "x-invoke-output": "/api/health" },
    INTERNAL,
  ],
  ["nextjs-rewrite", { "x-nextjs-rewrite": "/api/health", "x-nextjs-rewritten-path": "/api/health" }, INTERNAL],
  ["route-matches", { "x-now-route-matches": "1=health" }, INTERNAL],
  ["resume", { "next-resume": "1" }, INTERNAL],
  ["revalidate", { "x-prerender-revalidate": "1", "x-prerender-revalidate-if-generated": "1" }, INTERNAL],
  ["preview", { cookie: "__prerender_bypass=1; __next_preview_data=1" }, INTERNAL],
  ["action", { "next-action": "0".repeat(42) }, INTERNAL],
  ["original-url", { "x-original-url": "/api/health", "x-rewrite-url": "/api/health" }, REWRITE],
  ["forwarded-path", { "x-forwarded-uri": "/api/health", "x-forwarded-prefix": "/api/health" }, REWRITE],
  ["forwarded-host", { "x-forwarded-host": "localhost", "x-host": "localhost" }, REWRITE],
  ["internal-user-agent", { "user-agent": "Next.js Middleware" }, REWRITE],
];

export const middlewareHeaders: Attack[] = ROWS.map(([id, headers, why]) => ({
  id: `middleware-${id}`,
  area: "middleware",
  title: `A stranger with the header ${Object.keys(headers)[0]} is not let in`,
  why,
  control: "entry",
  cost: "free",
  run: async (target) => turnedAway(await target.knock(headers)),
}));
