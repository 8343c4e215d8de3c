/** The id of a call of a tool, on the wire and towards providers: nine letters and digits, since some accept no other. */
import "server-only";

const LENGTH = 9;

export function newCallId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, LENGTH);
}

/** The one that a page sends back, when it is one of ours and new in this conversation: the same texts are cheaper to send. */
export function callIdFrom(sent: string, known: Set<string>): string {
  const id = /^[0-9a-f]{9}$/.test(sent) && !known.has(sent) ? sent : newCallId();
  known.add(id);
  return id;
}
