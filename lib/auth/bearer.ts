/** A secret that a machine sends as `Authorization: Bearer …`, compared in a time that does not depend on what was sent. */

export function bringsBearer(headers: Headers): boolean {
  return /^bearer\s/i.test(headers.get("authorization") ?? "");
}

/** @returns false also when there is no secret to compare with */
export async function isBearer(headers: Headers, secret: string | undefined): Promise<boolean> {
  if (!secret) return false;
  const [sent, expected] = await Promise.all([digest(headers.get("authorization") ?? ""), digest(`Bearer ${secret}`)]);
  // Digests are of equal length whatever was sent, and every byte is looked at.
  return expected.reduce((difference, byte, at) => difference | (byte ^ (sent[at] ?? 0)), 0) === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
