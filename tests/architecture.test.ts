/** The rules that keep the layers apart, checked against the source itself. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { ROOT } from "./support/app/build.ts";
import {
  findCycle,
  folderOf,
  type Import,
  isMarked,
  layerOf,
  parseSource,
  productFiles,
  roomOf,
  ROOMS,
} from "./support/source.ts";

const files = productFiles();
const byPath = new Map(files.map((file) => [file.path, file]));
const inLayer = (...layers: string[]) => files.filter((file) => layers.includes(layerOf(file)));
const inFolder = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));

/** The imports of these files that reach one of our own files and break the rule. */
function offenders(from: typeof files, allowed: (target: string, one: Import) => boolean): string[] {
  const own = from.flatMap(({ imports }) => imports).filter(({ target }) => byPath.has(target));
  return own.filter((one) => !allowed(one.target, one)).map(({ from, target }) => `${from} → ${target}`);
}

function layer(path: string): string {
  const file = byPath.get(path);
  return file ? layerOf(file) : "elsewhere";
}

describe("the reader of imports", () => {
  it("sees every form", () => {
    const text = `import "server-only";\nimport {\n  a,\n} from "./a.ts";\nimport type { B } from "@/lib/b.ts";\nexport { c } from "../c.ts";\nawait import("node:fs");`;
    const targets = parseSource("lib/x/y.ts", text).imports.map(({ target }) => target);
    expect(targets.toSorted()).toEqual(["lib/b.ts", "lib/c.ts", "lib/x/a.ts", "node:fs", "server-only"]);
  });

  it("finds a circle", () => {
    const circle = [parseSource("lib/a.ts", 'import "./b.ts"'), parseSource("lib/b.ts", 'import "./a.ts"')];
    expect(findCycle(circle)).toEqual(["lib/a.ts", "lib/b.ts", "lib/a.ts"]);
  });
});

describe("layers", () => {
  it("has a place for every folder of lib, and no place for a folder that is gone", () => {
    const folders = new Set(inFolder("lib").map(({ path }) => folderOf(path)));
    expect([...folders].toSorted()).toEqual(Object.keys(ROOMS).toSorted());
  });

  it("lets each folder of lib import from itself and from those above it only, types included", () => {
    expect(offenders(inFolder("lib"), (target, { from }) => roomOf(target) <= roomOf(from))).toEqual([]);
  });

  it("resolves every import of our own", () => {
    const own = files.flatMap(({ imports }) => imports).filter(({ target }) => /^(app|components|lib)\//.test(target));
    expect(own.filter(({ target }) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it("lets components reach open files and each other only", () => {
    const free = (target: string) => ["open", "components"].includes(layer(target));
    expect(offenders(inLayer("components"), free)).toEqual([]);
  });

  it("lets the middleware reach lib/gate only, and the boot hook lib/boot only", () => {
    const from = (path: string) => files.filter((file) => file.path === path);
    expect(offenders(from("middleware.ts"), (target) => target.startsWith("lib/gate/"))).toEqual([]);
    expect(offenders(from("instrumentation.ts"), (target) => target.startsWith("lib/boot/"))).toEqual([]);
  });

  it("keeps lib from importing app or components", () => {
    expect(offenders(inFolder("lib"), (target) => target.startsWith("lib/"))).toEqual([]);
  });

  it("keeps open files free of everything but open files", () => {
    expect(offenders(inLayer("open"), (target) => layer(target) === "open")).toEqual([]);
  });

  it("keeps edge, open and component files free of Node", () => {
    const imports = inLayer("edge", "open", "components").flatMap((file) => file.imports);
    expect(imports.filter(({ target }) => isBuiltin(target))).toEqual([]);
  });

  it("marks every server file as such, and no other", () => {
    const unmarked = inLayer("server").filter((file) => !isMarked(file));
    const hidden = inLayer("open", "edge", "components").filter((file) => file.text.includes('"server-only"'));
    expect([...unmarked, ...hidden].map(({ path }) => path)).toEqual([]);
  });

  describe("proof/, which can be deleted", () => {
    const tests = globSync(["tests/**/*.{ts,tsx}", "scripts/**/*.ts", "deploy/**/*.ts", "*.ts"], { cwd: ROOT });
    const parsed = tests.map((path) => parseSource(path, readFileSync(join(ROOT, path), "utf8")));
    const targets = [...files, ...parsed].flatMap((file) => file.imports.map(({ target }) => target));

    it("is imported by nothing outside it", () => {
      expect(targets.filter((target) => target.startsWith("proof/"))).toEqual([]);
    });

    it("leaves no file of tests/support behind that nothing else imports", () => {
      const used = new Set(targets);
      const isNamed = (path: string) => parsed.some(({ text }) => text.includes(`"${path}"`));
      const support = tests.filter((path) => path.startsWith("tests/support/"));
      expect(support.filter((path) => !used.has(path) && !isNamed(path))).toEqual([]);
    });
  });

  it("has no circle of imports", () => {
    expect(findCycle(files)).toEqual([]);
  });
});

describe("one place for each thing", () => {
  const importers = (name: string) =>
    files.filter(({ imports }) => imports.some(({ target }) => target === name || target.startsWith(`${name}/`)));

  it.each(["openai", "@upstash/redis", "@upstash/ratelimit"])("has one file that imports %s", (name) => {
    expect(importers(name).map(({ path }) => path)).toHaveLength(1);
  });

  it("reads process.env in lib/env.ts only", () => {
    // The compiler replaces this one, so that the edge bundle of the boot hook is empty.
    const code = (text: string) => text.replaceAll(/^\s*(?:\*|\/\/|\/\*).*$|process\.env\.NEXT_RUNTIME/gm, "");
    const readers = files.filter(({ text }) => code(text).includes("process.env"));
    expect(readers.map(({ path }) => path)).toEqual(["lib/env.ts"]);
  });

  it("has no barrel and no drawer for odds and ends", () => {
    const named = files.filter(({ path }) => /(^|\/)(index|utils?|helpers?|misc|common)(\.tsx?$|\/)/.test(path));
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it("keeps every file within 120 lines, and opens it with a sentence on what it is", () => {
    const long = files.filter(({ text }) => text.trimEnd().split("\n").length > 120);
    const mute = files.filter(({ text }) => !/^(?:"use client";\s+)?\/\*\*/.test(text));
    expect({ long: long.map(({ path }) => path), mute: mute.map(({ path }) => path) }).toEqual({ long: [], mute: [] });
  });
});
