/** The sign-in page: the name, the promise, and every way in. */
import { service } from "../strings/entrance.ts";
import { Mark } from "../ui/mark.tsx";
import type { SignInOption } from "./sign-in-button.tsx";
import { WaysIn } from "./ways-in.tsx";

type Props = { options: SignInOption[]; error: string | undefined };

export function SignInCard({ options, error }: Props) {
  return (
    <main className="glow flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div className="w-full max-w-sm">
        <Mark className="mx-auto size-14" />
        <h1 className="mt-5 text-center text-3xl font-semibold tracking-tight">{service.name}</h1>
        <p className="mt-2 mb-8 text-center text-muted">{service.promise}</p>
        <WaysIn options={options} error={error} />
      </div>
    </main>
  );
}
