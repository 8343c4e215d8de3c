import { startStage } from "/tmp/wt/rivals/proof/rivals/stage.ts";
import { startWritten } from "/tmp/wt/rivals/proof/rivals/written.ts";
import { runMoneyAttacks } from "/tmp/wt/rivals/proof/attack/money.ts";
import { chatSpender, openaiSpender } from "/tmp/wt/rivals/proof/attack/money-client.ts";
import { memberCookie } from "/tmp/wt/rivals/tests/support/session.ts";
const names = process.argv.slice(2);
const stage = await startStage();
import { startOurs, ceilingAlone } from "./ours.ts";
for (const name of names) {
  const t = performance.now();
  const r = name === "ours" ? await startOurs(stage, ceilingAlone(5000)) : await startWritten(name as never, { provider: { url: stage.provider.url, key: "x" }, redisUrl: stage.redisUrl, databaseUrl: stage.databaseUrl, budgetMicroUsd: 5000, messages: 32 });
  const newSpender = async () => {
    if (name === "litellm") {
      const k = await (await fetch(r.origin + "/key/generate", { method: "POST", headers: { authorization: "Bearer local-master-key-of-the-rival" }, body: JSON.stringify({ max_budget: 0.005 }) })).json() as { key: string };
      return openaiSpender({ url: r.origin, path: "/v1/chat/completions", headers: { authorization: `Bearer ${k.key}` } });
    }
    return chatSpender({ url: r.origin, path: "/api/chat", cookie: await memberCookie({ sub: crypto.randomUUID() }), token: name === "ours" });
  };
  console.log(name, await runMoneyAttacks({ billUrl: stage.provider.billUrl, ceilingMicroUsd: 5000, newSpender, harm: { crash: r.crash, withoutStore: async (m) => { stage.cable.cut(); await m(); stage.cable.mend(); } } }), performance.now() - t);
  await r.stop();
}
await stage.stop();
