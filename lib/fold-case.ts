/** Upper and lower case of ASCII alone: Unicode's rules turn a KELVIN SIGN into the k of somebody else's address. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
