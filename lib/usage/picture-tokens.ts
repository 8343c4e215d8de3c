/** What pictures can cost: as much each as the model bills at the most, since what they really cost is known afterwards. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";

/** What the provider's chat format may add to each. */
const TOKENS_AROUND_PICTURE = 8;

/** @throws RangeError for pictures to a model that has no price for them */
export function pictureTokens({ imageTokens }: ModelConfig, images: number): number {
  if (images === 0) return 0;
  if (imageTokens === undefined) throw new RangeError("The model has no price for pictures");
  return images * (imageTokens + TOKENS_AROUND_PICTURE);
}
