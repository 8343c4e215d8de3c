/** A service of several instances with one store and one provider, in which only the steps of a scenario make anything happen. */
import { config } from "../../tests/support/config.ts";
import { keys } from "../../lib/store/keys.ts";
import { budgetWindows, periodsAt } from "../../lib/ledger/budget-windows.ts";
import { addCreditIn } from "../../lib/ledger/credit.ts";
import { watchIn } from "../../lib/ledger/renew.ts";
import { BREAKER_MS } from "../../lib/ledger/reservation.ts";
import type { ReserveOptions } from "../../lib/ledger/reserve.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import type { ModelConfig } from "../../lib/config-schema.ts";
import type { Figures } from "./figures.ts";
import { type Ended, Instance } from "./instance.ts";
import { LedgerModel } from "./model.ts";
import { modelOf } from "../../tests/support/ledger/prices.ts";
import { type Message, Network } from "./network.ts";
import type { Call } from "./provider.ts";
import { type Reply, stepOf } from "./reply.ts";
import type { SimulationStore } from "./redis.ts";
import { windowNames } from "./windows.ts";
import type { Further, Grant, Setup, Step, Terms } from "./steps.ts";

/** Whose breaker opens; each has its own. */
const PROVIDER = "openai";
/** Hidden tokens or not, writes to the cache dearer or not, and one whose long context begins after a few words, and that is blind. */
const MODELS: ModelConfig[] = [
  { ...config.models["gpt-6-luna"], images: true, imageTokens: 50 },
  { ...config.models["gpt-5-mini"], images: true, imageTokens: 20 },
  modelOf(
    { input: 0.3, cachedInput: 0.03, cacheWrite: 0.4, output: 1.7 },
    { longContext: { aboveInputTokens: 40, inputTimes: 2, outputTimes: 1.5 } },
  ),
];

type RunningReply = { instance: Instance; id: string; reply: Reply };

export class World {
  readonly network: Network;
  model: LedgerModel;
  readonly windows = new Map<string, number>();
  readonly calls: Call[] = [];
  readonly ended: Ended[] = [];
  readonly owners = new Map<string, Instance>();
  readonly accounts = new Set<string>();
  readonly #instances: Instance[];
  clock: number;
  granted = 0;
  /** From then on users' ceilings are those of a ledger that began anew. */
  hasLost = false;
  /** What a replica had when it stopped to follow. */
  #replica: { model: LedgerModel; bringBack: () => Promise<void> } | undefined;
  readonly #setup: Setup;
  readonly #store: SimulationStore;
  readonly #figures: Figures;

  constructor(setup: Setup, store: SimulationStore, figures: Figures) {
    this.#setup = setup;
    this.#store = store;
    this.#figures = figures;
    this.model = new LedgerModel(setup.team);
    this.clock = setup.start;
    this.network = new Network((message) => this.#apply(message));
    this.#instances = setup.skewsMs.map((skewMs) => this.#newInstance(skewMs));
  }

  get living(): Instance[] {
    return this.#instances.filter(({ alive }) => alive);
  }

  async take(step: Step): Promise<void> {
    if (step.do === "move") return this.network.move(step.pick, step.fate);
    if (step.do === "arrive late") return this.network.arriveLate(step.pick);
    if (step.do === "switch") return this.#switch(step);
    if (step.do === "pay") return this.#pay(step);
    if (step.do === "grant") return this.#grant(step);
    if (step.do === "lag" || step.do === "lose") return this.#forget(step);
    if (step.do === "wait") return void (this.clock += step.ms);
    if (step.do === "stream" || step.do === "end" || step.do === "go on") return this.#goOn(step);
    const instance = this.#instances[step.instance];
    if (!instance) return;
    if (step.do === "restart") return this.#restart(step.instance, instance);
    if (!instance.alive) return;
    if (step.do === "chat") this.#chat(instance, step);
    else if (step.do === "beat") void instance.beat(this.clock + instance.skewMs);
    else if (step.do === "try again") instance.tryAgain(step.pick);
    else if (step.do === "crash") this.#crash(instance, step.overrun);
  }

  async #goOn(step: Extract<Step, { do: "stream" | "end" | "go on" }>): Promise<void> {
    const running = this.living.flatMap((instance) =>
      [...instance.running].map(([id, reply]) => ({ instance, id, reply })),
    );
    const one = running[step.pick % Math.max(1, running.length)];
    if (!one) return;
    if (step.do === "stream") return one.reply.call?.make(step.tokens);
    if (step.do === "go on") return this.#further(one, step.further);
    await this.#end(one, step);
  }

  #chat(
    instance: Instance,
    { account: number, model: index, prompt, usesOldToken }: Extract<Step, { do: "chat" }>,
  ): void {
    const model = MODELS[index % MODELS.length];
    if (!model) return;
    const seen = { ...prompt, images: model.images ? prompt.images : 0 };
    const count = this.owners.size;
    const [id, account, nowMs] = [`r${count}`, `user${number}`, this.clock + instance.skewMs];
    const reservation = { id, account, userId: account, signedInAt: 1, ...periodsAt(nowMs) };
    const limits = this.#setup.limits;
    const windows = budgetWindows(config.plans.member.budgetUsd, config, nowMs).map((window, at) => {
      return { ...window, limitMicroUsd: limits[at] ?? 0 };
    });
    for (const [at, name] of windowNames(reservation).entries()) this.windows.set(name, limits[at] ?? 0);
    this.accounts.add(account);
    this.owners.set(id, instance);
    const terms: ReserveOptions = {
      reservation,
      windows,
      chatTokenId: `t${usesOldToken ? Math.max(0, count - 1) : count}`,
      hold: worstCaseOf(model, stepOf(seen)),
      parallelReplies: this.#setup.parallelReplies,
      plans: planText("team", this.#setup.team),
      thresholdsPercent: config.alerts.thresholdsPercent,
      seen: instance.seen?.totals,
      provider: PROVIDER,
      nowMs,
    };
    void instance.chat(terms, model, seen);
  }

  #further({ instance, id, reply }: RunningReply, { words, inputIs, said, isCalled }: Further): void {
    const { call } = reply;
    const before = reply.prompts.at(-1);
    if (!call || !before || reply.calls.length >= this.#setup.maxSteps) return;
    const prompt = { ...before, words: [...before.words, ...words], inputIs };
    const usage = said === "usage" ? call.usage : said === "broken usage" ? { ...call.usage, output: -1 } : null;
    void instance.goOn(id, { prompt, how: { usage, isFree: false }, isCalled }, this.clock + instance.skewMs);
  }

  async #end({ instance, id, reply }: RunningReply, { how, overrun }: Extract<Step, { do: "end" }>): Promise<void> {
    const { call } = reply;
    this.#figures.note(call ? `ended: ${how}` : "ended: between steps");
    if (!call) return instance.end(id, { usage: null, isFree: false });
    if (how === "usage") return instance.end(id, { usage: call.usage, isFree: false });
    if (how === "broken usage") return instance.end(id, { usage: { ...call.usage, output: -1 }, isFree: false });
    if (how === "no usage" || how === "reader left" || call.begun) return instance.cut(id, overrun);
    call.refuse();
    if (how === "account refused" && this.model.retryAt === null) {
      this.model.retryAt = this.clock + instance.skewMs + BREAKER_MS;
      await this.#store.set(keys.breaker(PROVIDER), String(this.model.retryAt));
    }
    return instance.end(id, { usage: null, isFree: true });
  }

  async #switch({ which, account: number }: Extract<Step, { do: "switch" }>): Promise<void> {
    const account = `user${number}`;
    if (which === "pause" || which === "resume") this.model.paused = which === "pause";
    if (which === "block") this.model.blocked.add(account);
    if (which === "unblock") this.model.blocked.delete(account);
    if (which === "close breaker") this.model.retryAt = null;
    const key =
      which === "block" || which === "unblock"
        ? keys.blocked(account)
        : which === "close breaker"
          ? keys.breaker(PROVIDER)
          : keys.pause;
    await (which === "pause" || which === "block" ? this.#store.set(key, "1") : this.#store.del(key));
  }

  async #pay({ account: number, key, microUsd }: Extract<Step, { do: "pay" }>): Promise<void> {
    const payment = { account: `user${number}`, key: `p${key}`, microUsd };
    const heard = await addCreditIn(this.#store.run, payment);
    const expected = this.model.purse.pay(payment.account, payment.key, microUsd);
    if (JSON.stringify(heard) !== JSON.stringify(expected))
      this.#figures.disagreement(`a payment was answered ${JSON.stringify(heard)} and not ${JSON.stringify(expected)}`);
    this.accounts.add(payment.account);
    this.#figures.note("payment");
  }

  async #grant({ account: number, grant }: Extract<Step, { do: "grant" }>): Promise<void> {
    const account = `user${number}`;
    const untilMs = this.clock + (grant?.lastsMs ?? Infinity);
    this.model.purse.grant(account, grant, untilMs);
    const words = grant ? grantWords(grant, untilMs) : "";
    const key = keys.grant(account);
    await (words === "" ? this.#store.del(key) : this.#store.set(key, words));
    this.#figures.note("grant");
  }

  async #forget(step: Extract<Step, { do: "lag" | "lose" }>): Promise<void> {
    if (!this.#setup.forgets) return;
    if (step.do === "lag") this.#replica = { model: this.model.copy(), bringBack: await this.#store.copy() };
    else if (step.what === "the latest writes") await this.#failOver();
    else if (step.what === "everything") {
      await this.#store.empty();
      this.model = new LedgerModel(this.#setup.team);
    } else {
      await this.#store.del(keys.serviceSpend);
      this.model.loseService();
    }
    this.hasLost ||= step.do === "lose";
    if (step.do === "lose") this.#figures.note(`lost: ${step.what}`);
  }

  async #failOver(): Promise<void> {
    if (!this.#replica) return;
    await this.#replica.bringBack();
    this.model = this.#replica.model.copy();
  }

  #crash(instance: Instance, overrun: number): void {
    const replies = [...instance.running];
    const onCredit = replies.some(([id]) => this.#isOnCredit(id));
    this.#figures.note(onCredit ? "crash on credit" : "crash");
    if (replies.some(([, { isBetweenSteps }]) => isBetweenSteps)) this.#figures.note("crash between steps");
    instance.crash(overrun);
  }

  #restart(at: number, { alive, skewMs }: Instance): void {
    if (!alive) this.#instances[at] = this.#newInstance(skewMs);
  }

  #newInstance(skewMs: number): Instance {
    return new Instance(skewMs, this.network, {
      granted: (call) => {
        this.granted += 1;
        if (this.#isOnCredit(call.reservation.id)) this.#figures.note("granted on credit");
        this.calls.push(call);
      },
      refused: (word) => this.#figures.note(`refused: ${word}`),
      extended: (id) => this.#figures.note(this.#isOnCredit(id) ? "a further step on credit" : "a further step"),
      ended: (ended) => {
        this.ended.push(ended);
        if (ended.calls.length > 1) this.#figures.note(`ended after ${ended.calls.length} steps`);
      },
      cut: (why) => this.#figures.note(`cut: ${why}`),
      restored: () => this.#figures.note("restored"),
    });
  }

  #isOnCredit(id: string): boolean {
    return (this.model.lives.get(id)?.onCredit ?? 0) > 0;
  }

  async #apply({ request, script, keys: names, args }: Message): Promise<unknown> {
    const answer = await (script === null ? this.#store.read(names) : this.#store.run(script, names, args));
    const grows = request.verb === "extend" ? request.terms.reservation.id : undefined;
    const wasOnCredit = grows !== undefined && this.#isOnCredit(grows);
    const expected = this.model.hear(request);
    if (grows !== undefined && this.#isOnCredit(grows) !== wasOnCredit)
      this.#figures.note(wasOnCredit ? "a hold left credit" : "a hold moved to credit");
    const heard =
      request.verb === "watch" ? (await watchIn(async () => answer, request.reservations)).join(" ") : String(answer);
    if (heard !== expected)
      this.#figures.disagreement(`the store answered ${request.verb} with "${heard}" and not "${expected}"`);
    return answer;
  }
}

/** As lib/ledger/granted.ts has it. */
function planText(name: string, { month, day, parallelReplies }: Terms): string {
  return `${name}:${month}:${day}:${parallelReplies}`;
}

/** As lib/auth/grant.ts has it. */
function grantWords({ isTeam, month, day }: Grant, untilMs: number): string {
  const words = { plan: isTeam ? "team" : null, day, month, until: Number.isFinite(untilMs) ? untilMs : null };
  return Object.entries(words)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
    .join(" ");
}
