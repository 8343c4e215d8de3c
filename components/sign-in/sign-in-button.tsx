/** One way in by one click: an account elsewhere, or a look around as a guest. */
import { signIn } from "../strings/entrance.ts";
import { Icon } from "../ui/icon.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { ProviderLogo } from "./provider-logo.tsx";

export type SignInOption = {
  id: string;
  name: string;
  kind: "oauth" | "guest" | "local";
  challenge?: { siteKey: string; origin: string };
};

type Props = { option: SignInOption; pending: string | undefined; onClick: () => void };

export function SignInButton({ option, pending, onClick }: Props) {
  const hydrated = useHydrated();
  const guest = option.kind === "guest";
  const label = guest ? signIn.asGuest : signIn.with(option.name);
  return (
    <button type="button" className="button-wide" onClick={onClick} disabled={pending !== undefined || !hydrated}>
      {guest ? <Icon name="user" /> : <ProviderLogo id={option.id} />}
      <span>{pending === option.id ? signIn.wait : label}</span>
    </button>
  );
}
