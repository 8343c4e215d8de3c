/** Which address a request comes from, according to configured trust. A header is never believed for its own sake. */
import { env } from "../env.ts";

/** Written by our own HTTP server over whatever the client sent: "<stamp> <address>". lib/boot/http-server.ts */
export const SOCKET_ADDRESS_HEADER = "x-socket-address";

/** All who cannot be told apart share this one, and its limits: a wrong proxy setting makes limits tighter, never looser. */
const UNKNOWN = "unknown";

/** @returns an IPv4 address, an IPv6 /64 network, or "unknown" */
export function clientAddress(headers: Headers): string {
  const { TRUSTED_PROXY, VERCEL } = env();
  const trust = TRUSTED_PROXY ?? (VERCEL ? "vercel" : "socket");
  if (trust === "vercel") return canonicalAddress(headers.get("x-real-ip"));
  if (trust === "cloudflare") return canonicalAddress(headers.get("cf-connecting-ip"));
  if (trust === "socket") return canonicalAddress(socketAddress(headers));
  return canonicalAddress(forwardedFor(headers, trust));
}

/** Each trusted proxy appends the peer it saw, so the n-th entry from the right is what the outermost one saw. */
function forwardedFor(headers: Headers, hops: number): string | null {
  const entries = (headers.get("x-forwarded-for") ?? "").split(",");
  return entries.at(-hops) ?? socketAddress(headers);
}

function socketAddress(headers: Headers): string | null {
  const [stamp, address] = (headers.get(SOCKET_ADDRESS_HEADER) ?? "").split(" ");
  const expected = env().SOCKET_ADDRESS_STAMP;
  return expected && stamp === expected && address ? address : null;
}

/** One spelling for each client. One IPv6 subscriber owns a whole /64, so that is what gets counted. */
export function canonicalAddress(raw: string | null): string {
  const text = withoutPort((raw ?? "").trim().toLowerCase());
  if (isIPv4(text)) return text;
  const groups = ipv6Groups(text);
  if (!groups) return UNKNOWN;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

function withoutPort(text: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

function isIPv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** The WHATWG URL parser knows every spelling of IPv6, and is there on every runtime. */
function ipv6Groups(text: string): number[] | null {
  const url = URL.parse(`http://[${text.split("%")[0]}]/`);
  if (!url || !text.includes(":")) return null;
  const [head = "", tail] = url.hostname.slice(1, -1).split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}
