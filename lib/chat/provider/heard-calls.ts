/**
 * Which tools an answer calls. Servers send a call in pieces, whole, or both; some leave out its place or its name's rest, give two
 * calls one place, or one call a new id with each piece.
 */
import "server-only";

import { type CallPiece, idsIn, inputIn, isWhole, textIn } from "./call-piece.ts";
import type { ToolCall } from "../chat-input.ts";
import type { ReplyPart } from "./reply-parts.ts";

type Heard = ToolCall & { ids: Set<string>; index: number | undefined };

/** So many calls of one answer are run; a model that sees the others without an answer asks again. */
export const MOST_CALLS = 8;

export class HeardCalls {
  readonly #calls: Heard[] = [];

  /** Those that have a name. */
  get all(): ToolCall[] {
    const named = this.#calls.filter(({ name }) => name !== "");
    return named.slice(0, MOST_CALLS).map(({ name, input, extra }) => {
      return { name, input: input.trim() || "{}", ...(extra !== undefined && { extra }) };
    });
  }

  /** What comes on top of what was heard of the call before. */
  delta(piece: CallPiece, part: ReplyPart): void {
    const [name, input] = [textIn(piece.name), inputIn(piece.input)];
    const known = this.#byId(piece) ?? this.#byPlace(piece);
    const call = known && !isAnother(known, piece) ? known : this.#begin(piece);
    remember(call, piece);
    if (call.input === "" && name !== call.name) add(call, { name: restOf(call.name, name) }, part);
    // Some servers repeat the whole at the end.
    if (!(isWhole(call.input) && (input === call.input || !input.trim()))) add(call, { input }, part);
  }

  /** The whole call: what is new of it counts. Some servers leave the arguments out where they should be whole. */
  whole(piece: CallPiece, part: ReplyPart): void {
    const [name, input] = [textIn(piece.name), inputIn(piece.input)];
    const at = this.#byPlace(piece);
    const place = at && !isNewId(at, piece) ? at : undefined;
    const call = this.#byId(piece) ?? this.#same(name, input) ?? place ?? this.#begin(piece);
    remember(call, piece);
    if (call.name === "") add(call, { name }, part);
    if (input.startsWith(call.input)) add(call, { input: input.slice(call.input.length) }, part);
  }

  #begin({ index }: CallPiece): Heard {
    const call: Heard = { name: "", input: "", ids: new Set(), index };
    this.#calls.push(call);
    return call;
  }

  /** One id may stand at two places, and then it is that of two calls. */
  #byId({ ids, index }: CallPiece): Heard | undefined {
    return this.#calls.findLast((call) => idsIn(ids).some((id) => call.ids.has(id)) && isAt(call, index));
  }

  /** Where nothing says which call it is, the latest goes on. */
  #byPlace({ ids, index }: CallPiece): Heard | undefined {
    if (index !== undefined) return this.#calls.findLast((call) => call.index === index);
    return idsIn(ids).length > 0 ? undefined : this.#calls.at(-1);
  }

  /** Some servers name the same call in two ways. */
  #same(name: string, input: string): Heard | undefined {
    return this.#calls.find((call) => call.name === name && call.input === input);
  }
}

/** A named piece that comes to a call which is whole begins another one, unless it repeats that call. */
function isAnother(call: Heard, piece: CallPiece): boolean {
  const [name, input] = [textIn(piece.name), inputIn(piece.input)];
  if (name === "" || call.name === "") return false;
  const isOtherName = name !== call.name;
  if (call.input === "") return isOtherName && (isNewId(call, piece) || piece.index === undefined);
  return isWhole(call.input) && (isOtherName || isNewId(call, piece) || (input !== "" && input !== call.input));
}

function isNewId({ ids: known }: Heard, { ids }: CallPiece): boolean {
  const given = idsIn(ids);
  return known.size > 0 && given.length > 0 && !given.some((id) => known.has(id));
}

function isAt(call: Heard, index: number | undefined): boolean {
  return call.index === undefined || index === undefined || call.index === index;
}

function remember(call: Heard, { ids, index, extra }: CallPiece): void {
  if (typeof extra === "object" && extra !== null) call.extra = JSON.stringify(extra);
  for (const id of idsIn(ids)) call.ids.add(id);
  call.index ??= index;
}

/** A name comes at once, again with each piece, or in pieces of its own. */
function restOf(known: string, name: string): string {
  return name.startsWith(known) ? name.slice(known.length) : name;
}

function add(call: Heard, { name = "", input = "" }: Partial<ToolCall>, part: ReplyPart): void {
  const text = name + input;
  if (text === "") return;
  call.name += name;
  call.input += input;
  // It is output like any other, and nobody is shown it as text.
  part.hidden += text;
  part.deltas += 1;
}
