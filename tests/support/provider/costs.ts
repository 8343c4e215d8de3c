/** The provider's admin API on loopback: a cost report in pages, and whatever else it may answer. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export const ADMIN_KEY = "local-admin-key-that-must-stay-inside";

export type Amount = { value?: unknown; currency?: string };
type Request = { query: URLSearchParams; authorization: string | undefined; project: unknown };
/** Replaces the report; "drop" closes the line, "hang" leaves it open. */
type Instead = { status: number; body: unknown } | "drop" | "hang" | undefined;

export type Costs = {
  /** For OPENAI_BASE_URL. */
  url: string;
  requests: Request[];
  /** What was billed by day; a day that is not in it has a bucket without results. */
  bill: Map<string, Amount[]>;
  set: (changes: { daysPerPage?: number; skipEmptyDays?: boolean; instead?: Instead; afterPages?: number }) => void;
  reset: () => void;
  stop: () => Promise<void>;
};

const NORMAL = { daysPerPage: 7, skipEmptyDays: false, instead: undefined as Instead, afterPages: 0 };

export async function startCosts(): Promise<Costs> {
  const requests: Request[] = [];
  const bill = new Map<string, Amount[]>();
  let settings = NORMAL;
  const server = createServer((request, response) => {
    const { searchParams: query, pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    requests.push({ query, authorization: request.headers.authorization, project: request.headers["openai-project"] });
    if (settings.instead && requests.length > settings.afterPages) return answerInstead(settings.instead, response);
    if (request.headers.authorization !== `Bearer ${ADMIN_KEY}`) return refuseKey(request, response);
    if (pathname !== "/v1/organization/costs") return json(response, 404, { error: { message: "no such address" } });
    json(response, 200, report(query, bill, settings));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    bill,
    set: (changes) => void (settings = { ...settings, ...changes }),
    reset: () => {
      requests.length = 0;
      bill.clear();
      settings = NORMAL;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function report(query: URLSearchParams, bill: Costs["bill"], { daysPerPage, skipEmptyDays }: typeof NORMAL): unknown {
  const [start, end] = [Number(query.get("start_time")), Number(query.get("end_time"))];
  const all = Array.from({ length: (end - start) / 86_400 }, (_, at) => bucket(start + at * 86_400, bill));
  const buckets = skipEmptyDays ? all.filter(({ results }) => results.length > 0) : all;
  const from = Number(query.get("page")?.replace("page_", "") ?? 0);
  const next = from + daysPerPage;
  const more = next < buckets.length;
  return { object: "page", data: buckets.slice(from, next), has_more: more, next_page: more ? `page_${next}` : null };
}

function bucket(start: number, bill: Costs["bill"]) {
  const amounts = bill.get(new Date(start * 1000).toISOString().slice(0, 10)) ?? [];
  const results = amounts.map((amount) => ({ object: "organization.costs.result", amount, project_id: null }));
  return { object: "bucket", start_time: start, end_time: start + 86_400, results };
}

function answerInstead(instead: NonNullable<Instead>, response: ServerResponse): void {
  if (instead === "hang") return;
  if (instead === "drop") response.destroy(new Error("told to drop"));
  else json(response, instead.status, instead.body);
}

function refuseKey({ headers }: IncomingMessage, response: ServerResponse): void {
  const error = {
    message: `Incorrect key: ${headers.authorization}`,
    type: "invalid_request_error",
    code: "invalid_api_key",
  };
  json(response, 401, { error });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
