/** The page that a run writes: every figure, and each target with whether it was met. */
import { cpus, release, totalmem } from "node:os";

import { STORE_PRICES } from "../../scripts/store-prices.ts";
import type { Crowd } from "./crowd.ts";
import type { Compared, Figures } from "./compare.ts";
import type { Route } from "./stage.ts";
import { messageCommands, type StoreCost, storeRows, storeSentence } from "./store.ts";

export type Result = {
  load: number;
  compared: Compared[];
  refusals: Record<string, number>;
  trips: number;
  store: StoreCost;
  crowds: Crowd[];
  growth: Record<string, number>;
  firstLoadBytes: number;
  buildSeconds: number;
  coldStartMs: number;
};
export type Target = { name: string; figure: string; met: boolean };

const NAMES: Record<Route, string> = {
  guarded: "this project, all safeguards on",
  usual: "the usual guarded route",
  ai: "AI SDK `streamText`, no safeguard",
  gated: "`openai` SDK behind an empty edge middleware",
  sdk: "`openai` SDK, no safeguard",
  pass: "bytes passed through",
};

/** From --cpu-prof and --trace-gc of the guarded server at 16 parallel replies of 24 tokens; take it anew when the guarded path changes. */
const PROFILE = `At 16 parallel everyone waits for the guarded server's one thread. Its profile is flat (2026-11-28, \`--cpu-prof\`, 2,500 replies of 24 tokens,
1.95 ms each on this thread):

${table(
  ["share", "where"],
  [
    ["30 %", "the framework's handling of request, middleware and route, its fetch included"],
    ["12 %", "the middleware's bundle: the framework's adapter, chat token, receipt, six request windows"],
    ["9 %", "our route and the SDK: parsing, reservation, the provider's request and events"],
    ["8 %", "garbage collection on this thread"],
    ["7 %", "the edge runtime's own requests and headers"],
    ["6 %", "writing to sockets and the log: client, provider, Redis, one line"],
    ["5 %", "the store's client, the bridge and the Redis client"],
    ["4 %", "receiving the body before the framework does, and the log"],
    ["4 %", "fetch, to the provider, and its streams"],
    ["3 %", "the signature of a chat token that another process issued"],
    ["12 %", "the rest of Node, no entry above 3 %"],
  ],
)}

A reply allocates some 0.73 MB, and 66 KB of it outlive the young generation; the framework's simplest route allocates 0.15 MB, of which 16 KB do. Every
4,000 replies or so a whole garbage collection marks for 70 ms on the other core, and those who are there then are the slowest in a hundred.`;

export function targets(result: Result): Target[] {
  const of = (parallel: number, tokens: number): Record<Route, Figures> => {
    const found = result.compared.find((one) => one.parallel === parallel && one.tokens === tokens);
    if (!found) throw new Error("This case was not measured");
    return found.figures;
  };
  const [short, long, alone] = [of(16, 24), of(16, 256), of(1, 24)];
  const more = (value: number, atLeast: number) => ({ figure: `${value.toFixed(2)} ×`, met: value >= atLeast });
  const less = (value: number, atMost: number, unit: string) => ({
    figure: `${value.toFixed(1)} ${unit}`,
    met: value <= atMost,
  });
  const { good = 1, forged = 0 } = result.refusals;
  const thousand = result.crowds.at(-1);
  if (!thousand) throw new Error("No crowd was measured");
  const exact = thousand.dropped === 0 && thousand.off === 0;
  return [
    {
      name: "replies a second against the usual guarded route, 16 parallel, 24 tokens: ≥ 1.5 ×",
      ...more(short.guarded.perSecond / short.usual.perSecond, 1.5),
    },
    {
      name: "the same against the AI SDK without a safeguard: ≥ 1.0 ×",
      ...more(short.guarded.perSecond / short.ai.perSecond, 1),
    },
    { name: "the same with 256 tokens: ≥ 2.5 ×", ...more(long.guarded.perSecond / long.ai.perSecond, 2.5) },
    {
      name: "first token, one at a time, behind the SDK route's: ≤ 5 ms",
      ...less(alone.guarded.first50 - alone.sdk.first50, 5, "ms"),
    },
    {
      name: "p99 at 16 against the SDK route behind an empty middleware: ≤ 1.5 ×",
      ...less(short.guarded.end99 / short.gated.end99, 1.5, "×"),
    },
    { name: "forged requests refused against good ones served: ≥ 3 ×", ...more(forged / good, 3) },
    {
      name: "1,000 replies at once, none dropped, ledger exact",
      figure: `${thousand.dropped} dropped, ${thousand.off} micro-USD off`,
      met: exact,
    },
    { name: "memory of an idle stream: ≤ 150 KB", ...less(thousand.perStreamKb, 150, "KB") },
    {
      name: "store commands a message (token, reply at once, usage), those inside scripts too: ≤ 40",
      ...less(messageCommands(result.store), 40, "commands"),
    },
    // The settlement is one, after the last byte: tests/app/ledger-trips.deep.test.ts counts them apart.
    { name: "store round trips a reply, two before its first byte: ≤ 3", ...less(result.trips, 3.05, "round trips") },
    {
      name: "first-load JavaScript of the chat page: ≤ 200 KB gzip",
      ...less(result.firstLoadBytes / 1_024, 200, "KB"),
    },
  ];
}

export function page(result: Result): string {
  const rows = result.compared.flatMap(({ parallel, tokens, figures }) =>
    Object.entries(figures).map(([route, one]) => [
      NAMES[route as Route],
      String(parallel),
      String(tokens),
      ...numbers(one),
    ]),
  );
  const { refusals, growth, crowds } = result;
  return `# Benchmarks

Made by \`npm run proof -- bench\` on ${new Date().toISOString().slice(0, 10)}; run it again and this page is written anew. ${cpus().length} × ${cpus()[0]?.model ?? "CPU"},
${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}; load average before the run ${result.load.toFixed(2)}${beside(result.load)}. The provider stand-in, Redis and the load are
processes of their own on the same cores, so believe ratios within this run and nothing else. Each route has a process of its own, and they take
turns of 0.4 s (0.8 s with 64 parallel), after 3,000 replies of 24 tokens and 1,000 of 256. All of it is done three times with new processes,
since two of one build can differ by a seventh for as long as they live. Replies a second are the median of the turns; CPU and times are those of
all replies. The guarded route's chat tokens were signed before the clock ran, by the benchmark.

![Replies a second of each route](images/benchmarks.svg)

## Targets

${table(
  ["target", "figure", ""],
  targets(result).map(({ name, figure, met }) => [
    name,
    figure,
    met ? "met" : "**not met**: [where the time goes](#where-the-time-goes)",
  ]),
)}

## Routes side by side

${table(["route", "parallel", "tokens", "replies/s", "CPU ms", "first p50", "first p99", "end p50", "end p99"], rows)}

Milliseconds, the server's CPU per reply, the time to the first token and to the end.

**The usual guarded route** is what people build by the guides: an edge middleware with one sliding window by address (\`@upstash/ratelimit\`),
next-auth's \`getToken\`, one \`INCR\` a day and user, and the AI SDK's \`streamText\`. It has no ceiling, no token, no settlement, and lets requests pass
when its store is slow. Its store speaks Upstash's protocol in a process of its own; this project's bridge to Redis runs inside the measured process.

## What a message costs in the store

Upstash bills every command, those inside a script and the script itself: $${STORE_PRICES.usdPer100000Commands.toFixed(2)} per 100,000.

${table(["of one message", "commands", "the first version's", "1,000 cost", "in the first version"], storeRows(result.store))}

${storeSentence(result.store)}

## Where the time goes

${PROFILE}

${bound(result)}

## The rest

${table(
  ["what", "figure"],
  [
    ...Object.entries(refusals).map(([name, rate]) => [
      `${name} requests answered, 16 parallel`,
      `${rate.toFixed(0)} a second`,
    ]),
    ...crowds.map(({ count, perStreamKb, residentMb, dropped, off }) => [
      `${count.toLocaleString("en")} replies streaming at once`,
      `${perStreamKb.toFixed(0)} KB each after a garbage collection, ${residentMb.toFixed(0)} MB the whole process, ${dropped} dropped, ledger off by ${off}`,
    ]),
    ...Object.entries(growth).map(([name, cpu]) => [`CPU of a reply with ${name}`, `${cpu.toFixed(2)} ms`]),
    ["store round trips a reply", result.trips.toFixed(1)],
    ["first-load JavaScript of the chat page", `${(result.firstLoadBytes / 1_024).toFixed(0)} KB gzip`],
    ["from the start of the process to its first answer", `${(result.coldStartMs / 1_000).toFixed(1)} s`],
    ["`next build`", `${result.buildSeconds.toFixed(1)} s`],
  ],
)}
`;
}

/** What a guarded route cannot be cheaper than here, from the routes beside it: milliseconds of CPU a reply. */
function bound({ compared }: Result): string {
  const short = compared.find(({ parallel, tokens }) => parallel === 16 && tokens === 24)?.figures;
  if (!short) throw new Error("This case was not measured");
  const { guarded, usual, ai, gated, sdk } = short;
  const rows: [string, number][] = [
    ["the `openai` SDK's route", sdk.cpuMs],
    ["an edge middleware that does nothing", gated.cpuMs - sdk.cpuMs],
    ["the usual guard, that middleware included: a window at the edge, a session, a count", usual.cpuMs - ai.cpuMs],
    [
      "the SDK's route behind the usual guard: two round trips to the store, and nothing settled",
      sdk.cpuMs + usual.cpuMs - ai.cpuMs,
    ],
    ["what 1.5 × the usual guarded route allows", usual.cpuMs / 1.5],
    ["what 1.0 × the AI SDK's route without a safeguard allows", ai.cpuMs],
    ["**this project**, one round trip more, all checked, settled and logged", guarded.cpuMs],
  ];
  const figures = rows.map(([what, milliseconds]) => [what, milliseconds.toFixed(2)]);
  return `What bounds it, at 16 parallel and 24 tokens, from the figures above:

${table(["part", "CPU ms a reply"], figures)}`;
}

/** Half of a core is more than a machine does that only waits. */
function beside(load: number): string {
  return load > 0.5 ? ": other work ran beside it, on the same cores" : "";
}

function numbers({ perSecond, cpuMs, first50, first99, end50, end99 }: Figures): string[] {
  return [perSecond.toFixed(0), ...[cpuMs, first50, first99, end50, end99].map((value) => value.toFixed(1))];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
