"""The network that is trained: the upper layers of multilingual-e5-small, and how a question and a paper are compared."""

import torch
from torch import Tensor, nn

from copilot.domain.paper import KINDS
from tests.reading.training.network import Layer, take_layer

LAYERS = 12


class Network(nn.Module):
    """Questions and papers, each read apart; to how likely each paper answers each question, and what none of them does."""

    def __init__(self, packed, first: int) -> None:
        super().__init__()
        width = packed.width
        self.layers = nn.ModuleList(Layer(width, packed.heads, packed.inner) for _ in range(first, LAYERS))
        for layer, number in zip(self.layers, range(first, LAYERS), strict=True):
            take_layer(layer, packed, number)
            layer.drop.p = 0.1
        self.kind = nn.Embedding(1 + len(KINDS), width)
        self.proj = nn.Linear(width, 128, bias=False)
        self.weigh, self.none = nn.Linear(width, 1), nn.Linear(width, 1)
        self.scale, self.scale2 = nn.Parameter(torch.tensor(20.0)), nn.Parameter(torch.tensor(20.0))
        self.mid, self.mix = nn.Parameter(torch.tensor([0.75, 0.83])), nn.Parameter(torch.tensor([1.5]))
        nn.init.orthogonal_(self.proj.weight)
        for values in (self.kind.weight, self.weigh.weight, self.weigh.bias, self.none.weight):
            nn.init.zeros_(values)

    def forward(self, questions: Tensor, asked: Tensor, papers: Tensor, there: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (questions, papers) and, for each question, the score below which nothing answers.

        Takes what the lower layers made of the texts (texts, length, width), where they are text, and the papers' kinds.
        """
        q = self._read(questions, asked, torch.zeros(len(questions), dtype=torch.long))
        p = self._read(papers, there, kinds + 1)
        share = self.weigh(q).float()[..., 0].masked_fill(~asked, -1e4).softmax(-1)
        with torch.autocast("cpu", enabled=False):
            like = torch.einsum("qld,pmd->qplm", _unit(self.proj(q.float())), _unit(self.proj(p.float())))
            best = like.masked_fill(~there[None, :, None, :], -1).amax(-1)
            near = _unit(_mean(q, asked)) @ _unit(_mean(p, there)).T
        scores = self.scale * ((best * share[:, None]).sum(-1) - self.mid[0]) + self.scale2 * (near - self.mid[1])
        return scores, self.none(q[:, 0]).float()[:, 0] + self.mix

    def _read(self, x: Tensor, mask: Tensor, kind: Tensor) -> Tensor:
        x = x + self.kind(kind)[:, None]
        for layer in self.layers:
            x = layer(x, x, mask)
        return x


def _unit(x: Tensor) -> Tensor:
    return nn.functional.normalize(x.float(), dim=-1)


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    return (x.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
