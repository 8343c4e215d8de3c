/** An error that says why a sign-in did not finish: its code reaches the log, its message nobody. */
import "server-only";

export function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
