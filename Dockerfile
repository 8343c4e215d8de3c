# The app as a container: docker compose up --build (docs/self-hosting.md).
# tests/app/standalone.deep.test.ts takes the same steps without Docker.

FROM node:24-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN BUILD_STANDALONE=1 npm run build

FROM node:24-slim
WORKDIR /app
# Docker sets HOSTNAME to the container's id, which the server would listen on.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: SIGTERM reaches the server, which lets replies finish and settles them.
CMD ["node", "server.js"]
