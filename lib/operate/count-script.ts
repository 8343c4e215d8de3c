/** Scripts that write the owner's figures, each in one command. Kept for 62 days. */

const KEEP_SECONDS = 62 * 86_400;

/** KEYS 1 the day's counters; ARGV field and number, in turn. */
export const COUNT = `
for i = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ${KEEP_SECONDS})
return 'counted'
`;

/**
 * KEYS 1 the day's counters, 2 the day's spenders, 3 the day's requests by account, 4 the account
 * ARGV 1 account, 2 micro-USD, 3 plan, 4 now (ISO 8601), then field and number, in turn
 */
export const COUNT_REPLY = `
for i = 5, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('ZINCRBY', KEYS[2], ARGV[2], ARGV[1])
redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
redis.call('HSET', KEYS[4], 'plan', ARGV[3], 'lastSeen', ARGV[4])
for i = 1, 4 do redis.call('EXPIRE', KEYS[i], ${KEEP_SECONDS}) end
return 'counted'
`;
