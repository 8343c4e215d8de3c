/** What stands before the pixels of a plain JPEG (ITU-T T.81): its components, and the tables that their codes are read by. */
import "server-only";

/** The symbol of each code; the key is the code with a one in front, so that its length is part of it. */
export type Codes = Map<number, number>;
export type Component = { id: number; across: number; down: number; quantum: number; dc: Codes; ac: Codes };
/** `scan`: where the pixels begin. */
export type JpegTables = { components: Component[]; scan: number };

type Sizes = { id: number; across: number; down: number; table: number };

const [QUANTA, HUFFMAN, RESTART, SCAN] = [0xdb, 0xc4, 0xdd, 0xda];
/** Baseline and extended; the pixels of a progressive one come in many passes. */
const PLAIN = new Set([0xc0, 0xc1]);

/** @param jpeg its structure is known to be right @returns undefined for another kind than the plain one in a single scan */
export function jpegTables(jpeg: Buffer): JpegTables | undefined {
  const codes = new Map<number, Codes>();
  const quanta = new Map<number, number>();
  let sizes: Sizes[] = [];
  for (let at = 2; at < jpeg.length;) {
    if (jpeg[at + 1] === 0xff) {
      at += 1;
      continue;
    }
    const marker = jpeg[at + 1] ?? 0;
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const data = jpeg.subarray(at + 4, end);
    if (marker === QUANTA) readQuanta(data, quanta);
    if (marker === HUFFMAN) readCodes(data, codes);
    // Some cameras let the codes begin anew now and then; browsers do not.
    if (marker === RESTART && data.readUInt16BE(0) > 0) return undefined;
    if (PLAIN.has(marker)) sizes = sizesIn(data);
    if (marker === SCAN) {
      const components = sizes.length === data[0] ? componentsIn(data, { sizes, quanta, codes }) : [];
      return components.length > 0 ? { components, scan: end } : undefined;
    }
    at = end;
  }
  return undefined;
}

/** Of each table the first number, which is that of the average. */
function readQuanta(data: Buffer, quanta: Map<number, number>): void {
  for (let at = 0; at < data.length;) {
    const head = data[at] ?? 0;
    const bytes = head >> 4 ? 2 : 1;
    quanta.set(head & 15, data.readUIntBE(at + 1, bytes));
    at += 1 + 64 * bytes;
  }
}

function readCodes(data: Buffer, all: Map<number, Codes>): void {
  for (let at = 0; at < data.length;) {
    const codes: Codes = new Map();
    const counts = data.subarray(at + 1, at + 17);
    let symbol = at + 17;
    let code = 0;
    for (const [index, count] of counts.entries()) {
      for (let one = 0; one < count; one += 1) codes.set((2 << index) | code++, data[symbol++] ?? 0);
      code <<= 1;
    }
    all.set(data[at] ?? 0, codes);
    at = symbol;
  }
}

function sizesIn(data: Buffer): Sizes[] {
  return Array.from({ length: data[5] ?? 0 }, (_, at) => {
    const [id = 0, factors = 0, table = 0] = data.subarray(6 + 3 * at);
    return { id, across: factors >> 4, down: factors & 15, table };
  });
}

type Known = { sizes: Sizes[]; quanta: Map<number, number>; codes: Map<number, Codes> };

function componentsIn(data: Buffer, { sizes, quanta, codes }: Known): Component[] {
  return sizes.flatMap(({ id, across, down, table }, at) => {
    const [scanId, tables = 0] = data.subarray(1 + 2 * at);
    const [dc, ac, quantum] = [codes.get(tables >> 4), codes.get(16 | (tables & 15)), quanta.get(table)];
    return scanId === id && dc && ac && quantum !== undefined ? [{ id, across, down, quantum, dc, ac }] : [];
  });
}
