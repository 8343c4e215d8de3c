/** Every other address under /api, for requests that got past the gate. */
import { Refusal } from "@/lib/errors.ts";
import { answer } from "@/lib/http/answer.ts";

function notFound(request: Request): Promise<Response> {
  return answer(request, () => Promise.reject(new Refusal("not_found")));
}

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT };
