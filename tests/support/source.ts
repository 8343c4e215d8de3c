/** The product's source as data: which files there are, what each one imports, and which layer it belongs to. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { ROOT } from "./app/build.ts";

export type Import = { from: string; target: string; typeOnly: boolean };
export type SourceFile = { path: string; text: string; imports: Import[] };

const PRODUCT = ["{app,components,lib}/**/*.{ts,tsx}", "middleware.ts", "instrumentation.ts"];
const OPEN = new Set(
  ["config", "config-checks", "config-schema", "model-schema", "errors"].map((name) => `lib/${name}.ts`),
);
/** The folders of lib in their order, each with its runtime: a file may import from its own folder and from those above it. */
export const ROOMS = {
  lib: "edge",
  "lib/store": "edge",
  "lib/http": "edge",
  "lib/auth": "edge",
  "lib/gate": "edge",
  "lib/sign-in": "server",
  "lib/ledger": "server",
  "lib/usage": "server",
  "lib/chat": "server",
  "lib/operate": "server",
  "lib/bridge": "server",
  "lib/local": "server",
  "lib/boot": "server",
} as const;

/** Its place in the list; a folder within a folder belongs to it. -1 when it is not there. */
export function roomOf(path: string): number {
  return Object.keys(ROOMS).indexOf(folderOf(path));
}

const STATIC = /^(?:import|export)\s+(type\s)?[^;"'()]*?\bfrom\s*["']([^"']+)["']/gm;
const BARE = /^import\s*["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']/g;

export function productFiles(): SourceFile[] {
  const paths = globSync(PRODUCT, { cwd: ROOT }).toSorted();
  return paths.map((path) => parseSource(path, readFileSync(join(ROOT, path), "utf8")));
}

export function parseSource(path: string, text: string): SourceFile {
  const found = [
    ...[...text.matchAll(STATIC)].map(([, type, name = ""]) => ({ name, typeOnly: type !== undefined })),
    ...[...text.matchAll(BARE), ...text.matchAll(DYNAMIC)].map(([, name = ""]) => ({ name, typeOnly: false })),
  ];
  const imports = found.map(({ name, typeOnly }) => ({ from: path, target: resolve(path, name), typeOnly }));
  return { path, text, imports };
}

/** A path from the root for our own files, the specifier itself for packages. */
function resolve(path: string, name: string): string {
  if (name.startsWith("@/")) return name.slice(2);
  return name.startsWith(".") ? join(dirname(path), name) : name;
}

/** Whether the first statement, after the header sentence, makes a browser or edge bundle fail. */
export function isMarked({ text }: SourceFile): boolean {
  return /^(?:\/\*[^]*?\*\/\s*)?import "server-only";/.test(text);
}

export type Layer = "open" | "edge" | "server" | "app" | "components" | "root";

export function layerOf(file: SourceFile): Layer {
  const { path } = file;
  if (OPEN.has(path)) return "open";
  if (path.startsWith("lib/")) return Object.values(ROOMS)[roomOf(path)] ?? "server";
  return path.startsWith("app/") ? "app" : path.startsWith("components/") ? "components" : "root";
}

/** lib/usage/price.ts is in lib/usage; lib/config.ts is in lib. */
export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).slice(0, 2).join("/");
}

/** The files on a circle of imports, if there is one, types included. */
export function findCycle(files: SourceFile[]): string[] {
  const next = new Map(files.map(({ path, imports }) => [path, imports]));
  const safe = new Set<string>();
  const walk = (path: string, trail: string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (safe.has(path)) return [];
    for (const { target } of next.get(path) ?? []) {
      const cycle = walk(target, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    safe.add(path);
    return [];
  };
  return files.map(({ path }) => walk(path, [])).find((cycle) => cycle.length > 0) ?? [];
}
