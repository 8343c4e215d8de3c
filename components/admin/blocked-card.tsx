/** Every blocked account, also those that did nothing today. */
import { AccountLink } from "./account-link.tsx";
import { BlockButton } from "./block-button.tsx";
import { BlockForm } from "./block-form.tsx";
import { Card, Nothing, ScrollBox } from "./card.tsx";

export function BlockedCard({ blocked, className }: { blocked: string[]; className: string }) {
  return (
    <Card
      title="Blocked accounts"
      className={className}
      aside={blocked.length > 0 && <span className="text-sm text-muted">{blocked.length}</span>}
    >
      {blocked.length === 0 ? (
        <Nothing>Nobody is blocked.</Nothing>
      ) : (
        <ScrollBox label="All who are blocked" className="max-h-80">
          <ul className="divide-y divide-line">
            {blocked.toSorted().map((account) => (
              <li key={account} className="flex items-center justify-between gap-4 py-2 pr-1">
                <AccountLink account={account} />
                <BlockButton account={account} blocked />
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
      <BlockForm />
    </Card>
  );
}
