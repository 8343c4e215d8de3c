/** What a comparison needs running beside the targets: the provider with its bill, and two stores, one behind a line that can be cut. */
import { type MoneyProvider, startMoneyProvider } from "../attack/money-provider.ts";
import { startRedisServer } from "../../tests/support/store/redis-server.ts";
import { type Cable, startCable } from "./cable.ts";

export type Stage = {
  provider: MoneyProvider;
  redisUrl: string;
  databaseUrl: string;
  cable: Cable;
  stop: () => Promise<void>;
};

export async function startStage(): Promise<Stage> {
  const provider = await startMoneyProvider();
  const [redis, database] = await Promise.all([startRedisServer(), startRedisServer()]);
  const cable = await startCable(redis.port);
  const stop = async () => {
    await cable.stop();
    await Promise.all([provider.stop(), redis.stop(), database.stop()]);
  };
  return { provider, redisUrl: `redis://127.0.0.1:${cable.port}`, databaseUrl: database.url, cable, stop };
}
