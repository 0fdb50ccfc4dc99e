"""The network that is trained: the upper layers of multilingual-e5-small, which read a message with everything else in view."""

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
        self.drop = nn.Dropout(0.15)

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


class Frozen(nn.Module):
    """The encoder as it came. It reads each text alone and is not trained, so each text is read once."""

    def __init__(self, packed, layers: int) -> None:
        super().__init__()
        self.first = nn.LayerNorm(packed.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(packed.width, packed.heads, packed.inner) for _ in range(layers))
        _take(self.first, packed, "emb.ln")
        for number, layer in enumerate(self.layers):
            take_layer(layer, packed, number)

    def forward(self, words: Tensor, mask: Tensor, after: tuple[int, ...]) -> Tensor:
        """What these texts are after so many layers: texts, layers, length, width."""
        x, kept = self.first(words), []
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, x, mask)
            if number in after:
                kept.append(x)
        return torch.stack(kept, dim=1)


class Network(nn.Module):
    """Token by token and for the whole message: how sure it is of each sort of finding; and which piece a token draws on."""

    def __init__(self, packed, upper: tuple[int, ...], told: int) -> None:
        super().__init__()
        width = packed.width
        self.width = width
        self.upper = nn.ModuleList(Layer(width, packed.heads, packed.inner) for _ in upper)
        self.kind = nn.Embedding(len(KINDS), width)
        self.age = nn.Embedding(len(AGES) + 1, width)
        self.note = nn.Parameter(torch.zeros(width))
        self.overtaken = nn.Parameter(torch.zeros(width))
        self.signs = nn.Linear(len(SIGNS), width, bias=False)
        self.tag = nn.Linear(width, told)
        self.whole = nn.Linear(width, told)
        self.scale = nn.Parameter(torch.ones(told))
        self.asks, self.answers = nn.Linear(width, 64), nn.Linear(width, 64)
        self.drop = nn.Dropout(0.15)
        nn.init.constant_(self.tag.bias, -3.0)  # most words are fine
        nn.init.constant_(self.whole.bias, 1.0)
        for one in (self.kind, self.age):
            nn.init.normal_(one.weight, std=0.02)
        nn.init.normal_(self.signs.weight, std=0.02)
        for layer, number in zip(self.upper, upper, strict=True):
            take_layer(layer, packed, number)

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of tags (cases, length, sorts), of the whole (cases, sorts) and of links (cases, length, pieces).

        Takes what the lower layers made of the messages (`words`) and, for each layer above them, what the encoder as it
        came made of all pieces of a case side by side (`context`: cases, layers, length, width); `owner` says which piece
        each place of the context belongs to.
        """
        sort = self.kind(batch["kind"]) + self.age(batch["age"])
        sort = sort + batch["note"][..., None] * self.note + batch["overtaken"][..., None] * self.overtaken
        owner = batch["owner"]
        context = self.drop(batch["context"] + torch.gather(sort, 1, owner[..., None].expand(-1, -1, self.width))[:, None])
        x = self.drop(batch["words"] + self.kind.weight[0] + self.signs(batch["signs"]))
        both = torch.cat([batch["mask"], batch["context_mask"]], dim=1)
        for number, layer in enumerate(self.upper):
            x = layer(x, torch.cat([x, context[:, number]], dim=1), both)
        tags = self.tag(self.drop(x))
        whole = self.scale * tags.masked_fill(~batch["mask"][..., None], -1e4).amax(dim=1) + self.whole(self.drop(x[:, 0]))
        belongs = (owner[:, None] == torch.arange(sort.shape[1])[None, :, None]) & batch["context_mask"][:, None]
        share = belongs / belongs.sum(-1, keepdim=True).clamp(min=1)
        answers = self.answers(share.to(context.dtype) @ context[:, -1])
        links = torch.einsum("btd,bpd->btp", self.asks(x), answers) / math.sqrt(64)
        return tags, whole, links.masked_fill(~belongs.any(-1)[:, None], -1e4)


def take_layer(layer: Layer, packed, number: int) -> None:
    """Begin with the weights of a layer of the packaged encoder."""
    for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
        _take(getattr(layer, name), packed, f"l{number}.{name}")


def _take(module: nn.Module, packed, name: str) -> None:
    weight = packed.plain(f"{name}.w") if isinstance(module, nn.LayerNorm) else _matrix(packed, name, module.out_features)
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.array(weight)))
        module.bias.copy_(torch.from_numpy(np.array(packed.plain(f"{name}.b"))))


def _matrix(packed, name: str, rows: int) -> np.ndarray:
    scales, numbers = packed.blocks(f"{name}.w", rows)
    return ((numbers.astype(np.float32) - 8) * scales.astype(np.float32)[..., None]).reshape(rows, -1)
