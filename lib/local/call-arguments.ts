/** With which arguments the stand-in calls a tool: a time zone for each city of the question, and its subject for every other text. */
import "server-only";

import { z } from "zod";

const schemaOfTool = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ type: z.unknown() })).default({}),
  required: z.array(z.string()).default([]),
});

/** @param parameters the tool's JSON schema @returns JSON, once for each call; one call without arguments when there is nothing to say */
export function argumentsFor(parameters: unknown, question: string): string[] {
  const { properties, required } = schemaOfTool.catch({ properties: {}, required: [] }).parse(parameters ?? {});
  if (Object.hasOwn(properties, "timezone")) {
    const zones = zonesIn(question);
    if (zones.length > 0) return zones.map((timezone) => JSON.stringify({ timezone }));
  }
  const texts = required.filter((name) => properties[name]?.type === "string");
  return [JSON.stringify(Object.fromEntries(texts.map((name) => [name, subjectOf(question)])))];
}

function zonesIn(question: string): string[] {
  const words = ` ${question.toLowerCase().replace(/[^\p{L}]+/gu, " ")} `;
  const cityOf = (zone: string) =>
    ` ${zone
      .slice(zone.lastIndexOf("/") + 1)
      .replaceAll(/[_-]/g, " ")
      .toLowerCase()} `;
  const place = (zone: string) => words.indexOf(cityOf(zone));
  const named = Intl.supportedValuesOf("timeZone").filter((zone) => zone.includes("/") && place(zone) >= 0);
  return named.toSorted((one, other) => place(one) - place(other));
}

/** What stands behind the last "in", "for", "of" or "about"; all of a question that has none. */
function subjectOf(question: string): string {
  const [, subject = question] = /.*\b(?:in|for|of|about)\s+([^?!.]+)/is.exec(question) ?? [];
  return subject.trim();
}
