# The product as one image for web, worker and beat. Secrets come from the environment at the start; none is in here.

FROM node:22-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY tools/build_assets.mjs tools/
COPY assets_src assets_src
RUN npm run --silent build

FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
RUN python -m venv /venv
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; print('\n'.join(tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies']))" \
      > requirements.txt \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt -r requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin inspectorate \
 && install -d -o inspectorate -g inspectorate -m 0750 /data
WORKDIR /srv/inspectorate
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=inspectorate.settings \
    DATA_DIR=/data \
    LOG_JSON=1
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /build/assets assets
# Collecting needs settings, not a database: it makes a key of its own, which goes with its directory.
RUN DATA_DIR=/tmp/collecting python manage.py collectstatic --noinput --verbosity=0 && rm -r /tmp/collecting
ARG CODE_VERSION=""
ENV CODE_VERSION=${CODE_VERSION}
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "--worker-tmp-dir=/dev/shm", \
     "--no-control-socket", "--max-requests=10000", "--max-requests-jitter=1000", "inspectorate.wsgi"]
