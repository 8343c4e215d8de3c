/** A token that was found valid is not verified again by the same process until its time is up. */
import { type Recent, rememberRecent } from "../process-memory.ts";

type Expiring = {
  /** Epoch seconds. */
  exp?: number;
};
type Verify<Claims> = (token: string, secret: string) => Promise<Claims>;

/** Some seconds of a busy service. */
const MOST = 1_000;

/**
 * @param label one word of the whole project
 * @param verify throws for what is not valid
 * @returns the same function; when the time is up it verifies again, so that the token is refused by the same rule as any other
 */
export function verifyOnce<Claims extends Expiring>(label: string, verify: Verify<Claims>): Verify<Claims> {
  const valid: Recent<Claims> = rememberRecent(label, MOST);
  return async (token, secret) => {
    const name = `${secret} ${token}`;
    const known = valid.get(name);
    if (known?.exp !== undefined && known.exp * 1000 > Date.now()) return known;
    const claims = await verify(token, secret);
    valid.set(name, claims);
    return claims;
  };
}
