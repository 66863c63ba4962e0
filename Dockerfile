# Statusfolio's server. The configuration is mounted at /portfolio, the database is kept in /data:
#   docker run -p 8787:8787 -v "$PWD:/portfolio:ro" -v statusfolio:/data --env-file statusfolio.env ghcr.io/statusfolio/statusfolio
# Built once, on the machine that builds, for every platform: the bundle is JavaScript, and the database driver brings the
# binaries of all platforms.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# One bundle; what is left to install beside it is the database driver.
RUN npm run package && npm prune --omit=dev && mkdir /data /portfolio

# Nothing runs in this stage, so that no platform has to be emulated.
FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8787 \
    STATUSFOLIO_DATABASE=/data/statusfolio.db \
    NODE_OPTIONS=--max-semi-space-size=8
COPY --from=build /app/package.json /app/
COPY --from=build /app/bin /app/bin
COPY --from=build /app/config /app/config
COPY --from=build /app/db /app/db
COPY --from=build /app/dist /app/dist
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build --chown=node:node /data /data
COPY --from=build /portfolio /portfolio
USER node
WORKDIR /portfolio
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=1m --timeout=10s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/statusfolio.js"]
CMD ["serve"]
