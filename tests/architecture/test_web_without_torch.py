"""The web process must never reach torch, not even indirectly: its image does not install it."""

import subprocess
import sys

PROBE = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "transformers", "peft", "accelerate", "safetensors", "gguf"}:
            raise ImportError(f"the web process reached {name}")

sys.meta_path.insert(0, Blocked())
import lms.asgi
from django.urls import get_resolver
get_resolver().url_patterns
ENGINE = ("training_jobs.engine", "training_jobs.worker", "training_jobs.gpu_tasks")
count = 0
for app in ("lms", "people", "courses", "training_jobs", "reporting", "hr_api"):
    package = importlib.import_module(app)
    for module in pkgutil.walk_packages(package.__path__, app + "."):
        if not module.name.startswith(ENGINE):
            importlib.import_module(module.name)
            count += 1
assert count > 40, count
assert not {"torch", "transformers"} & set(sys.modules)
print("imported", count)
"""


def test_every_web_module_imports_with_torch_blocked():
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "imported" in done.stdout
