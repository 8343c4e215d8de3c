/** Colours of a plain JPEG: of each unit of eight pixels or sixteen, the average, which stands first in its codes. */
import "server-only";

import { type Codes, type Component, jpegTables } from "./jpeg-tables.ts";

type Rgb = [number, number, number];

/** @param jpeg its structure is known to be right @returns one for each unit; none for another kind of JPEG */
export function jpegColours(jpeg: Buffer): Rgb[] {
  const tables = jpegTables(jpeg);
  if (!tables) return [];
  const { components, scan } = tables;
  const bits = new Bits(jpeg, scan);
  const colours: Rgb[] = [];
  const last = components.map(() => 0);
  while (!bits.ended) {
    const averages = components.map((component, at) =>
      unitAverage(bits, component, { last, at, alone: components.length === 1 }),
    );
    if (!bits.ended) colours.push(colourOf(averages));
  }
  return colours;
}

type Place = { last: number[]; at: number; alone: boolean };

/** Each block says how its average differs from the one before it. */
function unitAverage(bits: Bits, { across, down, quantum, dc, ac }: Component, { last, at, alone }: Place): number {
  const blocks = alone ? 1 : across * down;
  let sum = 0;
  for (let block = 0; block < blocks; block += 1) {
    last[at] = (last[at] ?? 0) + bits.number(bits.symbol(dc));
    sum += last[at];
    for (let place = 1; place < 64;) {
      const symbol = bits.symbol(ac);
      const [zeros, length] = [symbol >> 4, symbol & 15];
      if (length === 0 && zeros < 15) break;
      bits.number(length);
      place += zeros + 1;
    }
  }
  return 128 + (sum * quantum) / (8 * blocks);
}

/** Brightness alone, or brightness and two differences of colour. */
function colourOf([y = 0, blue = 128, red = 128]: number[]): Rgb {
  const [cb, cr] = [blue - 128, red - 128];
  const rgb: Rgb = [y + 1.402 * cr, y - 0.344 * cb - 0.714 * cr, y + 1.772 * cb];
  return [limited(rgb[0]), limited(rgb[1]), limited(rgb[2])];
}

function limited(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Reads bit by bit, up to the next marker. A byte 0xff among the pixels is followed by a 0 that means nothing. */
class Bits {
  readonly #bytes: Buffer;
  #at: number;
  #left = 0;
  ended = false;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at - 1;
  }

  symbol(codes: Codes): number {
    for (let code = 1; !this.ended && code < 1 << 17;) {
      code = (code << 1) | this.#bit();
      const symbol = codes.get(code);
      if (symbol !== undefined) return symbol;
    }
    this.ended = true;
    return 0;
  }

  /** @returns a number of so many bits; one that begins with 0 is negative */
  number(length: number): number {
    let value = 0;
    for (let bit = 0; bit < length; bit += 1) value = (value << 1) | this.#bit();
    return length > 0 && value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  #bit(): number {
    if (this.#left === 0) this.#next();
    this.#left -= 1;
    return ((this.#bytes[this.#at] ?? 0) >> this.#left) & 1;
  }

  #next(): void {
    this.#at += this.#bytes[this.#at] === 0xff ? 2 : 1;
    this.#left = 8;
    const isMarker = this.#bytes[this.#at] === 0xff && this.#bytes[this.#at + 1] !== 0;
    if (isMarker || this.#at >= this.#bytes.length) this.ended = true;
  }
}
