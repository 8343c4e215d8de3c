/** Tables, to see how they look on the page. */
import "server-only";

import { table } from "./quote.ts";

const PLANETS = table(
  ["Planet", "Diameter (km)", "Moons", "A day lasts"],
  [
    ["Mercury", "4 879", 0, "176 Earth days"],
    ["Venus", "12 104", 0, "117 Earth days"],
    ["Earth", "12 756", 1, "24 hours"],
    ["Mars", "6 792", 2, "24.7 hours"],
  ],
);

const LANGUAGES = table(
  ["Language", "Typing", "Good at", "First released"],
  [
    ["TypeScript", "static, gradual", "web applications", 2012],
    ["Python", "dynamic", "data, scripting", 1991],
    ["Rust", "static", "systems, safety", 2015],
    ["Go", "static", "network services", 2009],
  ],
);

const STORES = table(
  ["Store", "Keeps data", "Shared by instances", "Fits"],
  [
    ["In-process memory", "until the restart", "no", "trying things out"],
    ["Own Redis or Valkey", "as you configure it", "yes", "self-hosting"],
    ["Upstash Redis", "yes", "yes", "serverless platforms"],
  ],
);

export function tableAnswers(): string[] {
  return [
    `Here are the inner planets side by side:\n\n${PLANETS}\n\nVenus is the odd one out: its day is longer than a person's patience.`,
    `A quick comparison of four languages:\n\n${LANGUAGES}\n\nAll four are fine choices; the **team that has to read the code** decides.`,
    `This is how the places to keep counters compare:\n\n${STORES}\n\nAnything with more than one instance needs a *shared* store.`,
  ];
}
