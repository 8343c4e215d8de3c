/** An experiment that several attacks look at: done once for each target. */
import type { Target } from "./target.ts";

export function once<T>(experiment: (target: Target) => Promise<T>): (target: Target) => Promise<T> {
  const done = new WeakMap<Target, Promise<T>>();
  return (target) => {
    const result = done.get(target) ?? experiment(target);
    done.set(target, result);
    return result;
  };
}
