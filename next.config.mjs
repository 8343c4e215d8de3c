/** Framework settings. The page's content security policy needs a nonce, so it is set in lib/gate/admit-page.ts. */

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
  },
  { key: "Strict-Transport-Security", value: "max-age=63072000" },
];

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Asked for while building for a container: one folder with all that the server needs. `next start` wants it unset.
  ...(process.env.BUILD_STANDALONE === "1" && { output: "standalone" }),
  images: { unoptimized: true },
  // Where it covers no words of ours while you develop.
  devIndicators: { position: "bottom-right" },
  serverExternalPackages: ["ioredis", "ioredis-mock"],
  headers: () => Promise.resolve([{ source: "/:path*", headers: securityHeaders }]),
};
