"""The network that is trained: an encoder that reads once, and heads that judge every actor.

Only training knows it. Serving runs the two graphs that `training.export` makes of its parts:
`Encoder` (windows -> token states) and `Heads` (token states and mentions -> verdict logits).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, PreTrainedModel

from model.features import N_DISTANCES
from model.stance import BASES, STANCES

ENCODER_TOKENS = 1024  # of one encoder call in training; larger calls are no faster on a CPU
HEAD_WIDTH = 32  # of one attention head of a rereading
IGNORED = -100  # a label that a source does not carry: its head is not trained on that row


@dataclass(frozen=True)
class LossWeights:
    """Weights of the losses in their sum, and the smoothing of the class labels.

    Attributes:
        stance, basis, evidence: of the three heads.
        contrast: of setting near-identical texts against each other.
        smoothing: of stance and basis.
    """

    stance: float = 1.0
    basis: float = 0.3
    evidence: float = 0.3
    contrast: float = 0.3
    smoothing: float = 0.05


class Encoder(nn.Module):
    """A transformer over windows of tokens."""

    def __init__(self, transformer: PreTrainedModel) -> None:
        super().__init__()
        self.transformer = transformer

    @classmethod
    def load(cls, path: str) -> "Encoder":
        """The base model in a directory (config.json, model.safetensors)."""
        transformer = AutoModel.from_pretrained(
            path,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            use_safetensors=True,
            # Dropout inside attention rules out the fused kernel: half the speed, no gain seen.
            attention_probs_dropout_prob=0.0,
        )
        return cls(transformer)

    @property
    def width(self) -> int:
        return int(self.transformer.config.hidden_size)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """(W, L) ids, mask and segment -> (W, L, D) states."""
        states: Tensor = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return states


class Rereading(nn.Module):
    """One actor-specific look over the document: cross-attention of actors over tokens.

    The encoder does not know for whom it reads. A pre-norm transformer decoder layer without
    attention among actors: each is judged by itself, whoever else is asked about.
    """

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.n_heads = hidden // HEAD_WIDTH
        self.query_norm = nn.LayerNorm(hidden)
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(width, hidden)
        self.value = nn.Linear(width, hidden)
        self.output = nn.Linear(hidden, hidden)
        self.distance = nn.Embedding(N_DISTANCES, self.n_heads)
        self.feed_norm = nn.LayerNorm(hidden)
        self.inner = nn.Linear(hidden, 2 * hidden)
        self.outer = nn.Linear(2 * hidden, hidden)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.distance.weight)

    def forward(
        self, actors: Tensor, tokens: Tensor, token_mask: Tensor, distances: Tensor
    ) -> Tensor:
        """(B, A, H) actors, (B, T, D) tokens, (B, T) mask, (B, A, T) distances -> (B, A, H)."""

        def by_head(states: Tensor) -> Tensor:  # (B, N, H) -> (B, heads, N, H / heads)
            batch, n, _ = states.shape
            return states.reshape(batch, n, self.n_heads, HEAD_WIDTH).transpose(1, 2)

        query = by_head(self.query(self.query_norm(actors)))
        scores = query @ by_head(self.key(tokens)).transpose(2, 3) * HEAD_WIDTH**-0.5
        scores = scores + self.distance(distances).permute(0, 3, 1, 2)
        scores = scores.masked_fill(~token_mask[:, None, None], -1e4)
        read = scores.softmax(-1) @ by_head(self.value(tokens))
        actors = actors + self.dropout(self.output(read.transpose(1, 2).flatten(2)))
        inner: Tensor = functional.gelu(self.inner(self.feed_norm(actors)))
        change: Tensor = self.dropout(self.outer(self.dropout(inner)))
        return actors + change


class Heads(nn.Module):
    """Judges every actor of a document from the token states of its mentions.

    An actor is the attention-weighted mean of its mentions (mention pooling). It then looks over
    the document's tokens for its evidence, reads them again through `layers` layers of its own,
    and is judged by all of it.
    """

    def __init__(
        self,
        width: int,
        hidden: int = 256,
        layers: int = 0,
        dropout: float = 0.2,
        mention_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.role = nn.Embedding(2, width)
        self.mention_key = nn.Linear(width, hidden)
        self.mention_score = nn.Linear(hidden, 1)
        self.query = nn.Linear(width, hidden)
        self.key = nn.Linear(width, hidden)
        self.prior = nn.Linear(width, 1)
        self.distance = nn.Embedding(N_DISTANCES, 1)
        self.dropout = nn.Dropout(dropout)
        self.mention_dropout = mention_dropout
        self.hidden = nn.Linear(2 * width, hidden)
        self.rereadings = nn.ModuleList(Rereading(width, hidden, dropout) for _ in range(layers))
        self.stance = nn.Linear(hidden, len(STANCES))
        self.basis = nn.Linear(hidden, len(BASES))
        self.scale = hidden**-0.5
        nn.init.normal_(self.role.weight, std=0.02)
        with torch.no_grad():  # start from 'evidence lies near the mention'
            self.distance.weight.copy_(torch.tensor([[0.0], [-1.0], [-2.0], [-3.0]]))

    def forward(
        self,
        tokens: Tensor,
        token_mask: Tensor,
        mentions: Tensor,
        mention_mask: Tensor,
        mention_roles: Tensor,
        distances: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Judge the actors of a batch of documents.

        Args:
            tokens: (B, T, D) states of the documents' tokens.
            token_mask: (B, T) true where there is a token.
            mentions: (B, A, M, 2) first and one-past-last token of each mention.
            mention_mask: (B, A, M) true where there is a mention.
            mention_roles: (B, A, M) own or spokesperson's.
            distances: (B, A, T) class of distance to the actor's nearest mention.

        Returns:
            stance logits (B, A, 3), basis logits (B, A, 3), evidence scores (B, A, T) before the
            softmax over T, mention weights (B, A, M).
        """
        batch, actors, n_mentions, _ = mentions.shape
        width = tokens.shape[-1]
        sums = functional.pad(tokens.cumsum(1), (0, 0, 1, 0))  # (B, T + 1, D)
        flat = mentions.reshape(batch, actors * n_mentions, 2)
        first = sums.gather(1, flat[..., :1].expand(-1, -1, width))  # (B, A * M, D)
        past = sums.gather(1, flat[..., 1:].expand(-1, -1, width))
        means = (past - first) / (flat[..., 1:] - flat[..., :1]).clamp(min=1)
        mention = means.reshape(batch, actors, n_mentions, width) + self.role(mention_roles)
        weights = self.mention_score(torch.tanh(self.mention_key(mention))).squeeze(-1)
        weights = weights.masked_fill(~self._read_mentions(mention_mask), -1e4).softmax(-1)
        actor = (weights.unsqueeze(-1) * mention).sum(2)  # (B, A, D)

        evidence = self.query(actor) @ self.key(tokens).transpose(1, 2) * self.scale  # (B, A, T)
        evidence = evidence + self.prior(tokens).transpose(1, 2)
        evidence = evidence + self.distance(distances).squeeze(-1)
        evidence = evidence.masked_fill(~token_mask.unsqueeze(1), -1e4)
        found = evidence.softmax(-1) @ tokens  # (B, A, D)

        verdict = torch.cat([actor, found], -1)
        verdict = functional.gelu(self.hidden(self.dropout(verdict)))  # (B, A, H)
        for reread in self.rereadings:
            verdict = reread(verdict, tokens, token_mask, distances)
        verdict = self.dropout(verdict)
        return self.stance(verdict), self.basis(verdict), evidence, weights

    def _read_mentions(self, mention_mask: Tensor) -> Tensor:
        """(B, A, M) true where a mention is read: in training not all, but never none of many."""
        if not (self.training and self.mention_dropout):
            return mention_mask
        kept = mention_mask & (
            torch.rand(mention_mask.shape, device=mention_mask.device) >= self.mention_dropout
        )
        return torch.where(kept.any(-1, keepdim=True), kept, mention_mask)


class StanceNetwork(nn.Module):
    """Encoder and heads with the sum of their losses, as `transformers.Trainer` wants it."""

    def __init__(self, encoder: Encoder, heads: Heads, weights: LossWeights) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = heads
        self.weights = weights

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        token_type_ids: Tensor,
        token_index: Tensor,
        token_mask: Tensor,
        mentions: Tensor,
        mention_mask: Tensor,
        mention_roles: Tensor,
        distances: Tensor,
        stance_labels: Tensor | None = None,
        basis_labels: Tensor | None = None,
        evidence_labels: Tensor | None = None,
        contrasts: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Logits of every actor, and the loss where there are labels.

        Args:
            input_ids, attention_mask, token_type_ids: (W, L) windows of all documents.
            token_index: (B, T) where a document's tokens lie in the flattened (W * L) states.
            stance_labels, basis_labels: (B, A) class or IGNORED.
            evidence_labels: (B, A, T) true on gold evidence; a row without any is not trained on.
            contrasts: (P, 4) row, actor, row, actor: one actor in two near-identical texts, with
                different stances.
        """
        states = self._encode(input_ids, attention_mask, token_type_ids)
        # Sums over mentions and softmaxes over documents are done in full precision.
        tokens = states.flatten(0, 1)[token_index].float()  # (B, T, D)
        stance, basis, evidence, _ = self.heads(
            tokens, token_mask, mentions, mention_mask, mention_roles, distances
        )
        output = {"stance": stance, "basis": basis, "evidence": evidence}
        if stance_labels is None or basis_labels is None or evidence_labels is None:
            return output
        smoothing = self.weights.smoothing
        loss = self.weights.stance * _class_loss(stance, stance_labels, smoothing)
        loss = loss + self.weights.basis * _class_loss(basis, basis_labels, smoothing)
        loss = loss + self.weights.evidence * _evidence_loss(evidence, evidence_labels)
        if contrasts is not None and len(contrasts):
            loss = loss + self.weights.contrast * _contrast_loss(stance, stance_labels, contrasts)
        return {"loss": loss, **output}

    def _encode(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """(W, L) ids, mask and segment -> (W, L, D) states, nought beyond a window's end.

        Windows of like length go together, so that a short one is not padded to the longest of
        the batch: a quarter of the time of a fit.
        """
        lengths = attention_mask.sum(1)
        order = lengths.argsort(descending=True, stable=True)
        states = []
        for part in torch.split(order, batch_sizes(lengths[order].tolist())):
            longest = int(lengths[part[0]])
            inputs = (each[part, :longest] for each in (input_ids, attention_mask, token_type_ids))
            padding = (0, 0, 0, input_ids.shape[1] - longest)
            states.append(functional.pad(self.encoder(*inputs), padding))
        return torch.cat(states)[order.argsort()]


def batch_sizes(lengths: Sequence[int]) -> list[int]:
    """How many windows the encoder reads at a time: about ENCODER_TOKENS with their padding.

    Args:
        lengths: of the windows in tokens, descending.
    """
    sizes = []
    start = 0
    while start < len(lengths):
        n = min(max(1, ENCODER_TOKENS // lengths[start]), len(lengths) - start)
        sizes.append(n)
        start += n
    return sizes


def _class_loss(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Mean cross-entropy over the labelled actors; nought when there are none."""
    flat = labels.flatten()
    total = functional.cross_entropy(
        logits.flatten(0, 1).float(),
        flat,
        ignore_index=IGNORED,
        label_smoothing=smoothing,
        reduction="sum",
    )
    return total / (flat != IGNORED).sum().clamp(min=1)


def _contrast_loss(logits: Tensor, labels: Tensor, contrasts: Tensor) -> Tensor:
    """How likely the two stances of a pair are the other way round: mean of -log of the right way.

    Contrastive estimation over instance bundles (Dua et al. 2021): what both texts say weighs the
    same on both sides and drops out, so that only the words in which they differ can decide.
    """
    row, actor, other_row, other_actor = contrasts.unbind(1)
    here, there = logits[row, actor].float(), logits[other_row, other_actor].float()  # (P, 3)
    stance, other_stance = labels[row, actor], labels[other_row, other_actor]

    def lead(of: Tensor) -> Tensor:
        return (of.gather(1, stance[:, None]) - of.gather(1, other_stance[:, None])).squeeze(1)

    return -functional.logsigmoid(lead(here) - lead(there)).mean()


def _evidence_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """How little of an actor's attention lies on its gold evidence: mean of -log of that share."""
    share = (scores.float().log_softmax(-1).exp() * labels).sum(-1)  # (B, A)
    labelled = labels.any(-1)
    loss = -(share.clamp(min=1e-6).log() * labelled).sum()
    return loss / labelled.sum().clamp(min=1)
