/** The front page for whoever is not signed in: what this is, in a few words, and the way in beside them. */
import type { SignInOption } from "../sign-in/sign-in-button.tsx";
import { WaysIn } from "../sign-in/ways-in.tsx";
import { landing, service } from "../strings/entrance.ts";
import { Icon } from "../ui/icon.tsx";
import { Mark } from "../ui/mark.tsx";

export function LandingPage({ options }: { options: SignInOption[] }) {
  return (
    <div className="glow flex min-h-dvh flex-col">
      <header className="mx-auto flex h-16 w-full max-w-5xl items-center gap-2 px-5 font-semibold tracking-tight">
        <Mark className="size-7" />
        {service.name}
      </header>
      <main className="mx-auto my-auto grid w-full max-w-5xl gap-x-16 gap-y-10 px-5 pt-6 pb-16 lg:grid-cols-[1fr_23rem] lg:items-center">
        <div>
          <h1 className="max-w-xl text-4xl leading-[1.1] font-semibold tracking-tight text-balance sm:text-5xl">
            {landing.title}
          </h1>
          <p className="mt-5 max-w-lg text-lg text-muted">{landing.lead}</p>
        </div>
        <section aria-labelledby="start" className="lg:row-span-2">
          <h2 id="start" className="mb-4 text-xl font-semibold tracking-tight max-lg:sr-only">
            {landing.start}
          </h2>
          <WaysIn options={options} />
        </section>
        <ul className="grid gap-5 sm:max-lg:grid-cols-3">
          {landing.points.map(({ icon, title, text }) => (
            <li key={title} className="flex gap-4 sm:max-lg:flex-col">
              <span className="flex size-11 shrink-0 items-center justify-center rounded-2xl bg-accent-soft text-accent">
                <Icon name={icon} />
              </span>
              <div>
                <h2 className="font-medium">{title}</h2>
                <p className="text-sm text-muted">{text}</p>
              </div>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}
