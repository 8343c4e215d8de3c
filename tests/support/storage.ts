/** What tests have instead of localStorage. */

/** A browser's storage: entries are its own enumerable properties, and it can be full. */
export function fakeStorage(room = Number.POSITIVE_INFINITY): Storage {
  const entries: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, text: string) => {
      const others = Object.entries(entries).filter(([name]) => name !== key);
      if (others.reduce((sum, [, value]) => sum + value.length, text.length) > room) throw new Error("QuotaExceeded");
      entries[key] = text;
    },
    removeItem: (key: string) => delete entries[key],
  };
  return new Proxy(entries, {
    get: (target, name) => (name in methods ? methods[name as keyof typeof methods] : target[String(name)]),
  }) as unknown as Storage;
}
