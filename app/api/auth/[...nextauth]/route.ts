/** Sign-in and sign-out. */
import { answer } from "@/lib/http/answer.ts";
import { answerSignIn } from "@/lib/sign-in/answer-sign-in.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

function handler(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async () => answerSignIn(request, (await params).nextauth));
}

export { handler as GET, handler as POST };
