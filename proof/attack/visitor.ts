/** Somebody with credentials, or without: what they may have for the asking, a token and their figures. */
import { z } from "zod";

import type { Connection } from "./connection.ts";
import { claimsOf } from "./forge.ts";
import type { Ask, HeaderFields } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { parseJson } from "./json.ts";
import type { Profile } from "./profile.ts";
import { readUsage, type Usage, usedToday } from "./usage.ts";
import { NotApplicable } from "./verdict.ts";

const tokenSchema = z.looseObject({ token: z.string(), expiresInSeconds: z.number() });

const OTHERS = "for other backends there is --profile use-chat or openai";

export class Visitor {
  protected readonly connection: Connection;
  protected readonly profile: Profile;
  readonly credentials: HeaderFields;
  /** Chat requests left in the tightest window, as far as the target tells. */
  remaining = Number.POSITIVE_INFINITY;
  subject = "";
  /** Whether a question needs a token beside it. */
  hasTokens: boolean;
  #usedAtStart = 0;

  constructor(connection: Connection, profile: Profile, credentials: HeaderFields) {
    this.connection = connection;
    this.profile = profile;
    this.credentials = credentials;
    this.hasTokens = profile.isStarter;
  }

  /** "name=value"; empty where the account is known by a header. */
  get cookie(): string {
    return this.credentials.cookie?.toString() ?? "";
  }

  /** @returns what is wrong with the credentials, if anything */
  async prepare(): Promise<string | undefined> {
    if (!this.profile.isStarter) return undefined;
    const answer = await this.get("/api/usage");
    if (answer.status === 404) return `GET /api/usage is not there: ${OTHERS}`;
    if (answer.status !== 200) return `GET /api/usage answers ${answer.status}`;
    const usage = readUsage(answer);
    if (!usage) return `GET /api/usage tells no figures: ${OTHERS}`;
    this.remaining = Math.min(...usage.requests.map(({ remaining }) => remaining));
    this.#usedAtStart = usedToday(usage);
    const token = await this.askForToken();
    this.hasTokens = ![404, 405].includes(token.status);
    const { sub } = claimsOf(token.body);
    this.subject = typeof sub === "string" ? sub : "";
    return undefined;
  }

  get(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return this.connection.ask(path, { headers: { ...this.credentials, ...headers }, ...request });
  }

  post(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return this.connection.post(path, { headers: { ...this.credentials, ...headers }, ...request });
  }

  askForToken(headers: HeaderFields = {}): Promise<Answer> {
    return this.post("/api/token", { headers: { origin: this.connection.url.origin, ...headers } });
  }

  /** @throws NotApplicable when none is to be had, which is no verdict on what it was wanted for */
  async token(): Promise<string> {
    if (!this.hasTokens) return "";
    const answer = await this.askForToken();
    const parsed = tokenSchema.safeParse(parseJson(answer.body));
    if (answer.status !== 200 || !parsed.success) throw new NotApplicable(`POST /api/token answers ${answer.status}`);
    return parsed.data.token;
  }

  async usage(): Promise<Usage> {
    const usage = this.profile.isStarter ? readUsage(await this.get("/api/usage")) : undefined;
    if (!usage) throw new NotApplicable("nobody is told what they have left");
    return usage;
  }

  /** By the target's own figures. */
  async spentMicroUsd(): Promise<number> {
    return usedToday(await this.usage()) - this.#usedAtStart;
  }
}
