/** Names a chat or a message. */

const BYTES = 12;

/** @returns letters and digits; made without crypto.randomUUID, which a page over plain HTTP does not have */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) => byte.toString(36).padStart(2, "0")).join(
    "",
  );
}
