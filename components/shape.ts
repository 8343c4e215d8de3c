/** Checks what comes from outside the page before it is believed. Zod would do it as well, and make the first load 25 KB bigger. */

export type Check<T> = (value: unknown) => value is T;

export const isString: Check<string> = (value) => typeof value === "string";
export const isBoolean: Check<boolean> = (value) => typeof value === "boolean";
export const isNumber: Check<number> = (value) => typeof value === "number";

export function isOneOf<T extends string>(...names: T[]): Check<T> {
  return (value): value is T => names.some((name) => name === value);
}

/** @param other what may stand there instead: `null`, or `undefined` where nothing may stand */
export function isOr<T, O extends null | undefined>(check: Check<T>, other: O): Check<T | O> {
  return (value): value is T | O => value === other || check(value);
}

export function isListOf<T>(check: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(check);
}

/** Each named member holds; others do not matter. */
export function isShaped<T extends object>(shape: { [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const checks = Object.entries<Check<unknown>>(shape);
  return (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    const members: Record<string, unknown> = { ...value };
    return checks.every(([name, check]) => check(members[name]));
  };
}

/** @returns undefined when the text is not JSON, or JSON of another shape */
export function parseShaped<T>(text: string, check: Check<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
