"""What turns gradients into new weights."""

from typing import Any

from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled

MAX_GRADIENT_NORM = 1.0


def optimiser_for(run: Assembled, spec: ExperimentSpec) -> Any:
    """AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101); biases and normalisations are not decayed."""
    import torch

    decayed = [parameter for parameter in run.trainable() if parameter.dim() > 1]
    kept = [parameter for parameter in run.trainable() if parameter.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": spec.weight_decay}, {"params": kept, "weight_decay": 0.0}]
    filled = [group for group in groups if group["params"]]
    # One pass over each weight instead of a dozen: adapters have many small ones.
    return torch.optim.AdamW(filled, lr=spec.learning_rate, fused=run.device != "mps")


def clip_gradients(run: Assembled) -> Any:
    """Scale the gradients down to a norm of at most 1; returns the norm that they had, a scalar tensor."""
    import torch

    return torch.nn.utils.clip_grad_norm_(run.trainable(), MAX_GRADIENT_NORM)
