# Builds the release and packs the binary with the site beside it; nothing of the build stays in the image.

FROM node:22-bookworm-slim AS node

FROM rust:1.95-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
# The image's own compiler, or rust-toolchain.toml would fetch whatever `stable` is today.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /build

# The tools change rarely: a layer of their own.
COPY Cargo.toml Cargo.lock package.json package-lock.json .npmrc ./
COPY scripts/env.sh scripts/setup.sh scripts/vendor.mjs scripts/
RUN scripts/setup.sh wasm leptos bindgen vendor

COPY . .
RUN scripts/release.sh

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/carbon-nexus --create-home nexus
COPY --from=build /build/target/release/carbon-nexus /usr/local/bin/carbon-nexus
COPY --from=build /build/target/site /usr/local/share/carbon-nexus/site
COPY LICENSE NOTICE /usr/local/share/carbon-nexus/

USER nexus
WORKDIR /var/lib/carbon-nexus
VOLUME /var/lib/carbon-nexus
# Inside a container every address is the container's own; what is reachable is decided by the ports that are published.
ENV NEXUS_HTTP_ADDR=0.0.0.0:3000 \
    NEXUS_METRICS_ADDR=0.0.0.0:9464 \
    NEXUS_DATA_DIR=/var/lib/carbon-nexus \
    NEXUS_SITE_DIR=/usr/local/share/carbon-nexus/site
EXPOSE 3000 9464
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["carbon-nexus", "check"]
ENTRYPOINT ["carbon-nexus"]
CMD ["serve"]
