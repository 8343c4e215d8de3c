"use client";
/** The visitor's limits as of the last look. A failed look keeps the last good one. */
import { useCallback, useEffect, useState } from "react";

import { readUsage, type Usage } from "./usage.ts";

export function useUsage() {
  const [usage, setUsage] = useState<Usage>();

  const refresh = useCallback(() => {
    fetchUsage().then(
      (fresh) => fresh && setUsage(fresh),
      () => undefined,
    );
  }, []);

  useEffect(refresh, [refresh]);
  return { usage, refresh };
}

async function fetchUsage(): Promise<Usage | undefined> {
  const response = await fetch("/api/usage");
  return response.ok ? readUsage(await response.json()) : undefined;
}
