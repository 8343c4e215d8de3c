/** What the readers of picture files share: a size in pixels, and the error for bytes that are no such file. */
import "server-only";

export type Size = { width: number; height: number };

/** Reads the whole structure of one kind of file. @throws NoPicture */
export type ReadSize = (bytes: Buffer) => Size;

/** The bytes are not one whole, still picture of the kind that they are said to be. */
export class NoPicture extends Error {
  override readonly name = "NoPicture";
}

/** @throws NoPicture with these words, unless the condition holds */
export function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new NoPicture(otherwise);
}

/** Where a part of the file ends. @throws NoPicture when the file ends before it */
export function endOf(bytes: Buffer, start: number, length: number): number {
  must(length >= 0 && start + length <= bytes.length, "It is cut off.");
  return start + length;
}
