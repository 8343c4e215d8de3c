/** What the owner sees while the store does not answer: that the money is safe, and what to look at. */
import { Icon } from "../ui/icon.tsx";
import { PageFrame } from "./page-frame.tsx";

export function StoreOutage({ now }: { now: string }) {
  return (
    <PageFrame now={now}>
      <section aria-labelledby="outage" className="flex gap-3 rounded-2xl border border-notice-line bg-notice p-5">
        <Icon name="alert" className="mt-0.5 size-5 shrink-0 text-notice-ink" />
        <div className="min-w-0 space-y-2">
          <h2 id="outage" className="font-medium">
            The store does not answer
          </h2>
          <p>
            Nothing is being spent: without the store every message is refused, and running replies end by themselves.
          </p>
          <p className="text-sm text-muted">
            Look at the store&rsquo;s own console: is it up, and are its address and token still right? This page tries
            again every 15 seconds. To keep the service closed also after the store is back, set{" "}
            <code className="font-mono">AI_PAUSED=1</code> and start again.
          </p>
        </div>
      </section>
    </PageFrame>
  );
}
