"use client";
/** What is left when even the frame around the pages failed: it brings a frame of its own, and says the same. */
import "./globals.css";

import { pages } from "@/components/strings/page.ts";

import ErrorPage from "./error.tsx";

type Props = { error: Error & { digest?: string } };

export default function GlobalError({ error }: Props) {
  return (
    <html lang="en">
      <body>
        <title>{pages.failed}</title>
        <ErrorPage error={error} />
      </body>
    </html>
  );
}
