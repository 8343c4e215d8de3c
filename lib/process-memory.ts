/**
 * What this process remembers for all its bundles. The boot hook, the routes and the edge's sandbox are bundled apart, and the sandbox has
 * globals of its own; but the framework hands it this class as it is. Where it does not, each remembers for itself.
 */
const { AsyncLocalStorage }: { AsyncLocalStorage?: object } = globalThis;

export const processMemory: object = AsyncLocalStorage ?? globalThis;

export type Recent<Value> = {
  get: (name: string) => Value | undefined;
  set: (name: string, value: Value) => void;
};

/**
 * A few recent answers to what is dear to find out and never changes.
 * @param label what they are, in one word of the whole project
 * @param most after which all are forgotten
 */
export function rememberRecent<Value>(label: string, most: number): Recent<Value> {
  const place = Symbol.for(`guarded-chat.${label}`);
  const memory: { [place]?: Map<string, Value> } = processMemory;
  const values = (memory[place] ??= new Map());
  return {
    get: (name) => values.get(name),
    set: (name, value) => {
      if (values.size >= most) values.clear();
      values.set(name, value);
    },
  };
}
