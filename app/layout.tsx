/** The frame around every page: language, title, theme. */
import "./globals.css";

import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";

// CUSTOMISE: the name and the promise of your service.
export const metadata: Metadata = {
  title: "Guarded Chat",
  description: "Ask anything. Fast answers, fair limits.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#141614" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The content security policy carries a nonce that is new for each request, so no page may be prerendered.
  await connection();
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
