/** Code of the page that did not arrive: did the network fail, or has the service moved on to another version, without this file? */

const CODE_FILE = /\/_next\/\S+?\.js/;

/**
 * @param error what import() threw; the bundler's message names the file
 * @returns true only when the service itself says that the file is not there, so that no second try can help
 */
export async function isGone(error: unknown): Promise<boolean> {
  const file = error instanceof Error ? CODE_FILE.exec(error.message)?.[0] : undefined;
  if (!file) return false;
  try {
    const { status } = await fetch(file, { method: "HEAD", cache: "no-store" });
    return status === 404;
  } catch {
    return false;
  }
}
