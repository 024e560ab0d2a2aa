# 使用方法见 README“容器”：docker compose up -d
FROM node:22-bookworm-slim AS engine
WORKDIR /engine
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim-bookworm AS program
WORKDIR /build
COPY requirements.lock ./
# The lock has the developers' tools, too. Of what was fetched and checked here only that is installed
# below which the program itself asks for.
RUN pip download --no-cache-dir --require-hashes --only-binary :all: --dest wheels \
    -r requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
# The build packs the accessibility engines from here.
COPY --from=engine /engine/node_modules node_modules
COPY checks checks
COPY crawler crawler
COPY reports reports
RUN pip wheel --no-cache-dir --no-deps --wheel-dir own . \
 && python -m venv /opt/govcheck \
 && /opt/govcheck/bin/pip install --no-cache-dir --no-index --find-links wheels own/*.whl

FROM python:3.12-slim-bookworm
# A browser is not pinned: each build takes its newest security updates.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    chromium chromium-driver chromium-headless-shell fontconfig fonts-noto-cjk tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 govcheck \
 && install -d -o govcheck -g govcheck /data
COPY --from=program /opt/govcheck /opt/govcheck
ENV PATH=/opt/govcheck/bin:$PATH \
    LANG=C.UTF-8 \
    TZ=Asia/Shanghai \
    PYTHONUNBUFFERED=1 \
    GOVCHECK_SITES=/data/sites.toml

# sites.toml, the databases and the reports live in the mounted folder, owned by this user.
USER 1000
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8765
# tini ends what a stopped browser leaves behind and hands on signals.
ENTRYPOINT ["tini", "--", "govcheck"]
CMD ["--help"]
# What is served has a check of its own in compose.yaml; this one asks whether the program is fit.
HEALTHCHECK --interval=30m --timeout=60s --start-period=30s \
  CMD ["govcheck", "doctor", "--quick"]
