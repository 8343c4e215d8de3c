/** What is known of each: what it does by its own publications, where and when that was read, and where it is better than ours. */

export type Source = { where: string; says: string };
export type About = {
  id: string;
  name: string;
  /** One sentence. */
  is: string;
  sources: Source[];
  /** Where it does more or better than this starter. */
  better: string;
  /** Of a package that was run itself. */
  version?: string;
};

/** The day on which all sources below were read. */
export const READ_ON = "2026-11-28";

/** What one would run for real, and why it was not. */
export const NOT_RUN = [
  "LiteLLM's own proxy. It is a Python package (`litellm[proxy]`), the machine of this run reaches no index of Python packages, and its budgets want a PostgreSQL beside it. A route after its published source stands in for it.",
  "Bifrost (`@maximhq/bifrost`), which has keys with budgets. Its npm package is a wrapper that downloads a program from another host, which the machine of this run does not reach.",
  "vercel/chatbot. It is a repository and no package; it wants PostgreSQL, a blob store and an AI gateway. A route after its published source stands in for it.",
];

export const ABOUT = {
  ours: {
    id: "ours",
    name: "this starter",
    is: "The production build of this repository, on Redis.",
    sources: [],
    better: "",
  },
  none: {
    id: "none",
    name: "no safeguard",
    is: "The chat route of the AI SDK's documentation, with the model picker of AI Elements.",
    sources: [
      {
        where: "ai 7.0.173, `docs/04-ai-sdk-ui/02-chatbot.mdx` in the package",
        says: "the route: messages from the body, `streamText`, no session, no limit, no signal",
      },
      {
        where: "elements.ai-sdk.dev/examples/chatbot",
        says: "the route takes `model` from the body and hands it to `streamText`",
      },
      { where: "ai 7.0.173, `streamText`", says: "`maxRetries` is 2, and system messages of the body are refused" },
    ],
    better:
      "Nothing to set up. A system message of the sender ends in an error inside the stream, before the provider is asked: its library sees to that. The suite looks at the status, which is 200.",
  },
  usual: {
    id: "usual",
    name: "the usual guide",
    is: "A sliding window by address, next-auth's session, one `INCR` a day and user, and the AI SDK.",
    sources: [
      {
        where: "ai 7.0.173, `docs/06-advanced/06-rate-limiting.mdx` in the package",
        says: "`@upstash/ratelimit` by the request's address in front of `streamText`",
      },
      {
        where: "ai 7.0.173, `docs/06-advanced/02-stopping-streams.mdx` in the package",
        says: "the request's signal is passed on as `abortSignal`",
      },
      {
        where: "@upstash/ratelimit 2.2.0, `Ratelimit.limit`",
        says: "a store that is slower than 5 s counts as room for the request",
      },
    ],
    better: "Two trips to its store a message, and 25 lines. A store that refuses connections stops it: `INCR` throws.",
  },
  chatbot: {
    id: "chatbot",
    name: "like vercel/chatbot",
    is: "An hour's messages counted in the database before the new one is saved; ten a day and address in Redis.",
    sources: [
      {
        where: "github.com/vercel/chatbot, `app/(chat)/api/chat/route.ts`",
        says: "the count is read, compared by `>`, and the message saved later; a model that is not on the list becomes the default; the reply is kept going for who comes back; no signal is passed on",
      },
      {
        where: "github.com/vercel/chatbot, `lib/ratelimit.ts`, and its pull request 1434",
        says: "10 messages a day and address, and any failure of Redis lets the message pass",
      },
      {
        where: "github.com/vercel/chatbot, `app/(chat)/api/chat/schema.ts`",
        says: "one user's message of text parts up to 2,000 characters",
      },
    ],
    better:
      "Conversations live in its database, so nobody can put words into the assistant's mouth; ours believes what the page sends back. A reply survives a reload. On Vercel nobody forges an address, and ten messages a day and address are then its ceiling.",
  },
  litellm: {
    id: "litellm",
    name: "like LiteLLM's proxy",
    is: "Keys with budgets: what a call can cost is held in a counter before it, and replaced by its cost after it.",
    sources: [
      {
        where: "github.com/BerriAI/litellm, `litellm/proxy/spend_tracking/budget_reservation.py`",
        says: "a hold shrinks to what is left of the budget, the call does not; without a bound of the caller 16,384 tokens are held; what cannot be written is skipped unless `fail_closed_budget_enforcement` is set; a failed call gives its hold back",
      },
      {
        where: "its pull requests 33736 (merged July 2026) and 34429, and issue 33923",
        says: "a stream that was left is charged for what was passed on; without Redis the hold fails open by default",
      },
      { where: "its `litellm/router.py`", says: "two retries unless set otherwise" },
    ],
    better:
      "Many providers behind one key, teams and organisations, keys for programs. Its holds keep parallel calls close to the budget: at most one reply beyond it. Streams that are left are charged.",
  },
  portkey: {
    id: "portkey",
    name: "Portkey's gateway",
    is: "The real open gateway, as it starts: every caller brings the provider's key and address.",
    sources: [
      {
        where: "npm, @portkey-ai/gateway 1.15.2",
        says: "run itself, `x-portkey-custom-host` on loopback, with @hono/node-server 1.13.8: with the newest that its range allows, 1.19.19, every call reached the provider and was then answered by 500",
      },
      {
        where: "portkey.ai/docs/product/administration/enforce-budget-and-rate-limit",
        says: "budgets and request limits are of the hosted service's Enterprise plan, not of the open gateway",
      },
    ],
    better: "More than a hundred providers, retries and fallbacks by configuration, guardrails on texts.",
  },
} satisfies Record<string, About>;
