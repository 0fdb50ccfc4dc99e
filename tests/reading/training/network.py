"""The network that is trained: the lower layers of multilingual-e5-small read each text alone, its upper ones read the message
with everything else in view."""

import math

import numpy as np
import torch
from torch import Tensor, nn

from copilot.reading.learned.evidence import AGES, KINDS, SIGNS


class Layer(nn.Module):
    """One layer of the encoder; what it attends to may be more than what it changes."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, seen: Tensor, mask: Tensor) -> Tensor:
        """x: texts, length, width. seen: what is attended to, with its mask."""
        rows, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(rows, -1, self.heads, width // self.heads).transpose(1, 2)

        met = nn.functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(seen)), split(self.v(seen)), mask[:, None, None, :]
        )
        met = met.transpose(1, 2).reshape(rows, length, width)
        x = self.aln(x + self.drop(self.ao(met)))
        return self.oln(x + self.drop(self.fo(nn.functional.gelu(self.fi(x)))))


class Network(nn.Module):
    """Token by token and for the whole message: how sure it is of each sort of finding; and which piece a token draws on."""

    def __init__(self, packed, lower: tuple[int, ...], upper: tuple[int, ...], kinds: int) -> None:
        super().__init__()
        width = packed.width
        self.width = width
        self.first = nn.LayerNorm(width, eps=1e-12)
        self.lower = nn.ModuleList(Layer(width, packed.heads, packed.inner) for _ in lower)
        self.upper = nn.ModuleList(Layer(width, packed.heads, packed.inner) for _ in upper)
        self.kind = nn.Embedding(len(KINDS), width)
        self.age = nn.Embedding(len(AGES) + 1, width)
        self.note = nn.Parameter(torch.zeros(width))
        self.signs = nn.Linear(len(SIGNS), width, bias=False)
        self.tag = nn.Linear(width, kinds)
        self.whole = nn.Linear(width, kinds)
        self.scale = nn.Parameter(torch.ones(kinds))
        self.asks, self.answers = nn.Linear(width, 64), nn.Linear(width, 64)
        self.drop = nn.Dropout(0.1)
        nn.init.constant_(self.tag.bias, -3.0)  # most words are fine
        nn.init.constant_(self.whole.bias, 1.0)
        for one in (self.kind, self.age):
            nn.init.normal_(one.weight, std=0.02)
        nn.init.normal_(self.signs.weight, std=0.02)
        _take(self.first, packed, "emb.ln")
        for layer, number in [*zip(self.lower, lower, strict=True), *zip(self.upper, upper, strict=True)]:
            for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                _take(getattr(layer, name), packed, f"l{number}.{name}")

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of tags (cases, length, sorts), of the whole (cases, sorts) and of links (cases, length, pieces)."""
        pieces = self.first(batch["piece_words"])
        pieces = pieces + self.kind(batch["piece_kind"])[:, None] + self.age(batch["piece_age"])[:, None]
        pieces = self.drop(pieces + batch["piece_note"][:, None, None] * self.note)
        for layer in self.lower:
            pieces = layer(pieces, pieces, batch["piece_mask"])
        x = self.drop(self.first(batch["words"]) + self.kind.weight[0])
        for layer in self.lower:
            x = layer(x, x, batch["mask"])
        flat = pieces.reshape(-1, self.width)
        context = flat[batch["context"]] * batch["context_mask"][..., None]
        x = x + self.signs(batch["signs"])
        both = torch.cat([batch["mask"], batch["context_mask"]], dim=1)
        for layer in self.upper:
            x = layer(x, torch.cat([x, context], dim=1), both)
        tags = self.tag(self.drop(x))
        shown = tags.masked_fill(~batch["mask"][..., None], -1e4)
        whole = self.scale * shown.amax(dim=1) + self.whole(self.drop(x[:, 0]))
        means = (pieces * batch["piece_mask"][..., None]).sum(1) / batch["piece_mask"].sum(1, keepdim=True)
        answers = self.answers(means)[batch["pieces"]]
        links = torch.einsum("btd,bpd->btp", self.asks(x), answers) / math.sqrt(64)
        return tags, whole, links.masked_fill(~batch["pieces_mask"][:, None], -1e4)


def _take(module: nn.Module, packed, name: str) -> None:
    weight = packed.plain(f"{name}.w") if isinstance(module, nn.LayerNorm) else _matrix(packed, name, module.out_features)
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.array(weight)))
        module.bias.copy_(torch.from_numpy(np.array(packed.plain(f"{name}.b"))))


def _matrix(packed, name: str, rows: int) -> np.ndarray:
    scales, numbers = packed.blocks(f"{name}.w", rows)
    return ((numbers.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]).reshape(rows, -1)
