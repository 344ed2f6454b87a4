"""What more than one widget computes with."""

import math
from collections.abc import Sequence


def softmax(logits: Sequence[float], temperature: float = 1.0) -> list[float]:
    """exp(z/T) over their sum, a probability for each logit.

    Source: Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs; the
    temperature as in Hinton, Vinyals & Dean 2015, arXiv 1503.02531, eq. 1. The largest logit is taken off first,
    so nothing overflows.
    """
    largest = max(logits)
    grown = [math.exp((logit - largest) / temperature) for logit in logits]
    total = sum(grown)
    return [one / total for one in grown]


def cross_entropy(logits: Sequence[float], shares: Sequence[float]) -> float:
    """The mean of -ln p over messages of which `shares` belong to each class (nats).

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3, as log-sum-exp minus the logit.
    """
    largest = max(logits)
    log_sum = largest + math.log(sum(math.exp(logit - largest) for logit in logits))
    return sum(share * (log_sum - logit) for share, logit in zip(shares, logits, strict=True))
