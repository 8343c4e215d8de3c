/** Opens the page of one user. A plain form, so it works before the page's code has arrived. */
import { findUser as words } from "./strings.ts";

export function FindUser({ className = "" }: { className?: string }) {
  return (
    <search className={`block ${className}`}>
      <form action="/admin/user">
        <label htmlFor="find-user" className="block text-sm font-medium">
          {words.label}
        </label>
        <div className="mt-1.5 flex gap-2">
          <input
            id="find-user"
            name="id"
            required
            maxLength={255}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder={words.example}
            className="field min-w-0 flex-1"
          />
          <button type="submit" className="button-outline shrink-0">
            {words.open}
          </button>
        </div>
      </form>
    </search>
  );
}
