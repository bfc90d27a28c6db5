# One image for all four services and both roles: `run --service ticket`, `migrate --service ticket`, …
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements/runtime.txt requirements/build.txt requirements/
RUN python -m venv /opt/gongkai && python -m venv /opt/build \
    && /opt/gongkai/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir wheels . \
    && /opt/gongkai/bin/pip install --no-cache-dir --no-deps wheels/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin gongkai
COPY --from=build /opt/gongkai /opt/gongkai
USER 10001:10001
ENV PATH=/opt/gongkai/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 GONGKAI_HOST=0.0.0.0 GONGKAI_FOLDER=/tmp/gongkai
EXPOSE 8000
ENTRYPOINT ["gongkai"]
CMD ["run"]
