"""A BERT encoder with a linear head on the mean of its token vectors.

Sentence encoders such as MiniLM are trained to say what a text means in that mean (Reimers & Gurevych 2019, arXiv
1908.10084, section 3), so a new head learns from it faster than from the first token that BERT's own head reads.
"""

from typing import Any

import torch
from transformers import BertModel, BertPreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput


class MeanPooledClassifier(BertPreTrainedModel):
    """Logits [rows, classes] from tokens and mask [rows, longest]; padding does not count in the mean."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.num_labels = config.num_labels
        self.bert = BertModel(config, add_pooling_layer=False)
        self.dropout = torch.nn.Dropout(config.hidden_dropout_prob)
        self.classifier = torch.nn.Linear(config.hidden_size, config.num_labels)
        self.post_init()

    def forward(
        self, input_ids: Any = None, attention_mask: Any = None, **rest: Any
    ) -> SequenceClassifierOutput:
        vectors = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        if attention_mask is None:
            mean = vectors.mean(1)
        else:
            weights = attention_mask.unsqueeze(-1).to(vectors.dtype)
            mean = (vectors * weights).sum(1) / weights.sum(1)
        return SequenceClassifierOutput(logits=self.classifier(self.dropout(mean)))
