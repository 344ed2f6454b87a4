# Two images from one file: `web` (no torch) for web, default worker and beat; `worker` (torch) for GPU workers.
FROM python:3.11-slim-bookworm AS web
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 DATA=/data HOST=0.0.0.0 HF_HUB_OFFLINE=1
WORKDIR /app
RUN useradd --create-home --uid 10001 curve && mkdir /data && chown curve /data && pip install --upgrade "pip>=25.1"
COPY pyproject.toml constraints.txt ./
RUN pip install --group web -c constraints.txt
COPY . .
RUN python -m lms.up.browser_libraries && rm -rf node_modules && pybabel compile --domain django --directory locale
USER curve
VOLUME /data
EXPOSE 8000
CMD ["uvicorn", "lms.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", \
     "--ws-max-size", "16384", "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "10", "--lifespan", "off", "--proxy-headers"]

FROM web AS worker
USER root
RUN pip install --group worker -c constraints.txt
USER curve
CMD ["python", "manage.py", "worker", "gpu", "--slots", "1"]
