/**
 * Which text of an answer has come. Servers repeat it whole at the end of each content part, of each item and of the answer, and
 * some say it only there: it is passed on once.
 */
import "server-only";

import { StreamedFailure } from "./provider-failure.ts";
import type { ReplyPart } from "./reply-parts.ts";

type Content = { text?: unknown; refusal?: unknown };
type Item = { id?: string; content?: Content[] };

export function textOf(content: Content | undefined): unknown {
  return content?.text ?? content?.refusal;
}

type Place = { item_id?: string; output_index?: number; content_index?: number };

export class HeardText {
  readonly #places = new Map<string, string>();
  anything = false;

  delta(place: Place & { delta?: unknown }, part: ReplyPart): void {
    if (typeof place.delta !== "string") throw new StreamedFailure("delta_without_text");
    this.#add(place, place.delta, part);
  }

  whole(place: Place, text: unknown, part: ReplyPart): void {
    if (typeof text !== "string") return;
    const known = this.#places.get(nameOf(place));
    if (known === undefined) {
      // Some servers name the same place in two ways.
      if (![...this.#places.values()].includes(text)) this.#add(place, text, part);
    } else if (text.startsWith(known)) this.#add(place, text.slice(known.length), part);
  }

  item(place: Place, item: Item | undefined, part: ReplyPart): void {
    for (const [content_index, content] of (item?.content ?? []).entries())
      this.whole({ ...place, ...(item?.id && { item_id: item.id }), content_index }, textOf(content), part);
  }

  #add(place: Place, text: string, part: ReplyPart): void {
    if (text === "") return;
    this.anything = true;
    this.#places.set(nameOf(place), (this.#places.get(nameOf(place)) ?? "") + text);
    part.deltas += 1;
    const itemId = place.item_id ?? String(place.output_index ?? 0);
    const last = part.texts.at(-1);
    if (last?.itemId === itemId) last.text += text;
    else part.texts.push({ itemId, text });
  }
}

function nameOf({ item_id, output_index, content_index }: Place): string {
  return `${output_index ?? item_id ?? ""}.${content_index ?? 0}`;
}
