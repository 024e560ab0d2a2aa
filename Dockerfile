# 使用方法：docker build -t govcheck . && docker run --rm -v "$PWD:/work" govcheck run 网站编号
FROM node:22-bookworm-slim AS engine
WORKDIR /engine
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium chromium-driver fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/govcheck
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
# The build packs axe-core from here.
COPY --from=engine /engine/node_modules/axe-core node_modules/axe-core
COPY checks checks
COPY crawler crawler
COPY reports reports
RUN pip install --no-cache-dir --no-deps .

# sites.toml, the databases and the reports live in the mounted folder, owned by this user.
RUN useradd --create-home --uid 1000 govcheck
USER govcheck
WORKDIR /work
ENTRYPOINT ["govcheck"]
CMD ["--help"]
