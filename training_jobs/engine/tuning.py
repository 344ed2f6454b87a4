"""How a run computes: what its spec says, else what was measured to be fastest on this device."""

from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.device import Setting, multiplies_bf16
from training_jobs.engine.places import Places


def chosen_setting(spec: ExperimentSpec, places: Places, on: str) -> Setting:
    """The setting of a spec; without a measurement the one that is safe and good on most devices."""
    attention = "sdpa" if spec.attention == "auto" else spec.attention
    if spec.precision == "fp32" or (spec.precision == "auto" and not multiplies_bf16(on)):
        return Setting("fp32", attention)
    return Setting("autocast" if spec.method == "full" else "bf16", attention)
