/** The load, a process of its own: so many at once for so long. Two cores serve it and the server, so it does little. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export type Shot = { path: string; method?: string; headers: Record<string, string>; body?: string };
export type Job = {
  origin: string;
  shots: Shot[];
  parallel: number;
  milliseconds: number;
  expect: number;
  /** Over how many milliseconds the first ones are spread; by default all come at once. */
  rampMs?: number;
};
export type Run = {
  done: number;
  failed: number;
  /** What went wrong, each once: a status, or the connection's own code. */
  reasons: string[];
  seconds: number;
  /** Milliseconds, one a reply. */
  first: number[];
  end: number[];
};

const TOKEN = "text-delta";

/** Sends the shots in turn, each once, until they or the time are used up. */
async function run({ origin, shots, parallel, milliseconds, expect, rampMs = 0 }: Job): Promise<Run> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const out: Run = { done: 0, failed: 0, reasons: [], seconds: 0, first: [], end: [] };
  const start = performance.now();
  let next = 0;
  const work = async (place: number): Promise<void> => {
    await sleep((place / parallel) * rampMs);
    while (next < shots.length && performance.now() - start < milliseconds) {
      const shot = shots[next++];
      if (shot) await fire(new URL(shot.path, origin), shot, { agent, expect, out }).catch((error) => note(out, error));
    }
  };
  await Promise.all(Array.from({ length: parallel }, (_, place) => work(place)));
  out.seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  return out;
}

function note(out: Run, error: unknown): void {
  out.failed += 1;
  const reason = error instanceof Error ? error.message : String(error);
  if (!out.reasons.includes(reason)) out.reasons.push(reason);
}

type Into = { agent: Agent; expect: number; out: Run };

function fire(url: URL, { method = "POST", headers, body }: Shot, { agent, expect, out }: Into): Promise<void> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      let first = 0;
      response.on("data", (data: Buffer) => {
        if (first === 0 && (expect !== 200 || data.includes(TOKEN) || data.includes("output_text.delta")))
          first = performance.now() - begun;
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode !== expect) return reject(new Error(String(response.statusCode)));
        out.done += 1;
        out.first.push(first);
        out.end.push(performance.now() - begun);
        resolve();
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

process.on("message", (job) => void run(job as Job).then((result) => process.send?.(result)));

// Ends with the benchmark, however that ends.
process.on("disconnect", () => process.exit());
