/** Work that outlives the answer: a platform that freezes functions must wait for it. */
import { after } from "next/server";

/** @param work never rejects */
export function afterResponse(work: Promise<void>): void {
  try {
    after(work);
  } catch {
    // Outside a request of the framework there is nobody to tell, and nothing that would freeze us.
  }
}
