/** As many pictures of a conversation as the plan and the model take: the oldest are left out, and those of the question never are. */
import "server-only";

import type { Plan } from "../../config-schema.ts";
import { Refusal } from "../../errors.ts";
import { safeguards } from "../../safeguards.ts";
import { isEmpty, type Picture, picturesOf, type Turn } from "../chat-input.ts";

/**
 * @param turns the last is the question
 * @returns the same turns without the pictures that are too many, and without turns that were nothing else
 * @throws Refusal `invalid_request` when the question alone has more pictures than may be sent
 */
export function newestPictures(turns: Turn[], plan: Plan, model: string): Turn[] {
  const sees = safeguards().models[model]?.images ?? false;
  const asked = turns.slice(-1).flatMap(picturesOf).length;
  if (asked > 0 && !sees) throw refusal("This model sees no pictures. Choose another one.");
  if (asked > plan.images)
    throw refusal(
      plan.images === 0 ? "Your plan has no pictures." : `A message can have ${plan.images} pictures at the most.`,
    );
  let room = sees ? plan.images : 0;
  const fitting = turns.toReversed().map((turn) => {
    const pictures = picturesOf(turn);
    const kept = room > 0 ? pictures.slice(-room) : [];
    room -= kept.length;
    return kept.length === pictures.length ? turn : withPictures(turn, kept);
  });
  return fitting.toReversed().filter((turn) => !isEmpty(turn));
}

function withPictures(turn: Turn, pictures: Picture[]): Turn {
  return turn.role === "user" ? { ...turn, pictures } : turn;
}

function refusal(detail: string): Refusal {
  return new Refusal("invalid_request", { detail });
}
