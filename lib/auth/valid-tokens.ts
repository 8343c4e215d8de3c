/** A token that was found valid, or was issued here, is not verified by the same process until its time is up. */
import { type Recent, rememberRecent } from "../process-memory.ts";

type Expiring = {
  /** Epoch seconds. */
  exp?: number;
};
type Verify<Claims> = (token: string, secret: string) => Promise<Claims>;

/** Some seconds of a busy service. */
const MOST = 1_000;

export class ValidTokens<Claims extends Expiring> {
  readonly #valid: Recent<Claims>;
  readonly #verify: Verify<Claims>;

  /**
   * @param label one word of the whole project
   * @param verify throws for what is not valid
   */
  constructor(label: string, verify: Verify<Claims>) {
    this.#valid = rememberRecent(label, MOST);
    this.#verify = verify;
  }

  /** When the time is up it is verified again, and so refused by the same rule as any other. @throws what `verify` throws */
  async claimsOf(token: string, secret: string): Promise<Claims> {
    const known = this.#valid.get(nameOf(token, secret));
    if (known?.exp !== undefined && known.exp * 1000 > Date.now()) return known;
    const claims = await this.#verify(token, secret);
    this.add(token, secret, claims);
    return claims;
  }

  /** One that this process has issued itself. */
  add(token: string, secret: string, claims: Claims): void {
    this.#valid.set(nameOf(token, secret), claims);
  }
}

function nameOf(token: string, secret: string): string {
  return `${secret} ${token}`;
}
