/** A Lua script whose keys and arguments have names, so that neither its text nor its caller counts positions. */

export type RunScript = (script: string, keys: string[], args: (string | number)[]) => Promise<unknown>;

/** "id hold now" is "id" | "hold" | "now". */
type Word<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Word<Rest> : Text;

type Named<Key extends string, Argument extends string> = {
  keys: Record<Key, string>;
  args: Record<Argument, string | number>;
  /** For scripts that take any number: they follow the named ones, as KEYS[n] and ARGV[n]. */
  moreKeys?: string[];
  moreArgs?: (string | number)[];
};

export type DefinedScript<Key extends string, Argument extends string> = {
  text: string;
  run: (run: RunScript, named: Named<Key, Argument>) => Promise<unknown>;
};

type Definition<Keys extends string, Arguments extends string> = {
  /** Names, separated by one space each: lower-case Lua names. */
  keys: Keys[];
  args: Arguments[];
  /** Sees every name as a local variable that holds a string. */
  lua: string;
};

export function defineScript<const Keys extends string, const Arguments extends string>({
  keys,
  args,
  lua,
}: Definition<Keys, Arguments>): DefinedScript<Word<Keys>, Word<Arguments>> {
  const [keyNames, argNames] = [wordsOf(keys), wordsOf(args)];
  const text = [locals(keyNames, "KEYS"), locals(argNames, "ARGV"), lua].join("");
  return {
    text,
    run: (run, { keys: names, args: values, moreKeys = [], moreArgs = [] }) =>
      run(
        text,
        [...keyNames.map((key) => names[key]), ...moreKeys],
        [...argNames.map((name) => values[name]), ...moreArgs],
      ),
  };
}

function wordsOf<Text extends string>(texts: Text[]): Word<Text>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what split() gives is what Word<Text> says
  return texts.flatMap((text) => text.split(" ")) as Word<Text>[];
}

/** "local reservation, token = KEYS[1], KEYS[2]" */
function locals(names: readonly string[], list: "KEYS" | "ARGV"): string {
  if (names.length === 0) return "";
  return `local ${names.join(", ")} = ${names.map((_, at) => `${list}[${at + 1}]`).join(", ")}\n`;
}
