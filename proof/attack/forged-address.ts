/** The headers by which proxies tell where a request came from, and by which a sender may pretend to come from elsewhere. */
import type { HeaderFields } from "../../tests/support/app/http.ts";

export const FORGERIES: [id: string, headers: () => HeaderFields][] = [
  ["x-forwarded-for", () => ({ "x-forwarded-for": anAddress() })],
  ["x-forwarded-for-list", () => ({ "x-forwarded-for": `${anAddress()}, ${anAddress()}` })],
  ["x-real-ip", () => ({ "x-real-ip": anAddress() })],
  ["forwarded", () => ({ forwarded: `for=${anAddress()}` })],
  ["cf-connecting-ip", () => ({ "cf-connecting-ip": anAddress() })],
  ["true-client-ip", () => ({ "true-client-ip": anAddress() })],
  ["x-client-ip", () => ({ "x-client-ip": anAddress(), "x-cluster-client-ip": anAddress() })],
  ["x-vercel-forwarded-for", () => ({ "x-vercel-forwarded-for": anAddress(), "x-vercel-ip": anAddress() })],
  ["fastly-client-ip", () => ({ "fastly-client-ip": anAddress(), "x-azure-clientip": anAddress() })],
  ["x-socket-address", () => ({ "x-socket-address": `0000 ${anAddress()}` })],
];

/** All of them at once. */
export function elsewhere(): HeaderFields {
  return Object.assign({}, ...FORGERIES.map(([, headers]) => headers())) as HeaderFields;
}

/** One of those that nobody has (RFC 5737). */
function anAddress(): string {
  const number = () => Math.floor(Math.random() * 254) + 1;
  return `${number() % 2 ? "198.51.100" : "203.0.113"}.${number()}`;
}
