/** The pictures of a paste. Text beside them was meant, if there is any: a table's cells come with a picture of them. */

export function pastedFiles({ files, types }: DataTransfer): File[] {
  return types.includes("text/plain") ? [] : [...files].filter(({ type }) => type.startsWith("image/"));
}
