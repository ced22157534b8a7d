"""What the figures of a cell say, and of all cells together."""

import dataclasses
import math

from accuracy import OTHER

ACCURATE = 4.5  # ULP in the middle of the range
FLOOR = 0.8  # of the fastest peer of any accuracy


@dataclasses.dataclass
class Verdict:
    ns: float
    accurate: str | None  # the fastest peer within 4.5 ULP, and how many times faster Gesso is
    ratio: float | None
    fastest: str | None  # the same of any accuracy
    ratio_any: float | None
    limit: float  # how near the best copy loop: 1 is as fast

    @property
    def good(self):
        return (self.ratio or 1) >= 1 and (self.ratio_any or 1) >= FLOOR


def judge(best, errors):
    # A peer whose error could not be measured (PReLU of PyTorch) multiplies once: it counts as accurate.
    peers = {n: ns for n, ns in best.items() if n not in ("Gesso", "limit") and errors.get(n, 0) < OTHER}
    close = {n: ns for n, ns in peers.items() if errors.get(n, 0) <= ACCURATE}
    ours = best["Gesso"]
    accurate = min(close, key=close.get, default=None)
    fastest = min(peers, key=peers.get, default=None)
    return Verdict(
        ours,
        accurate,
        close[accurate] / ours if accurate else None,
        fastest,
        peers[fastest] / ours if fastest else None,
        best["limit"] / ours,
    )


def mean(ratios):
    ratios = [r for r in ratios if r]
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def short(verdicts):
    """Cells that fall short, worst first."""

    def badness(item):
        return min(item[1].ratio or 9, (item[1].ratio_any or 9) / FLOOR)

    return sorted(((c, v) for c, v in verdicts.items() if not v.good), key=badness)


def summary(verdicts):
    accurate = [v.ratio for v in verdicts.values() if v.ratio]
    fastest = [v.ratio_any for v in verdicts.values() if v.ratio_any]
    return [
        f"{len(verdicts)} cells; {len(verdicts) - len(accurate)} have no peer within {ACCURATE} ULP",
        f"at or above the fastest peer within {ACCURATE} ULP: {sum(r >= 1 for r in accurate)} of "
        f"{len(accurate)}, geometric mean {mean(accurate):.2f}",
        f"at least {FLOOR} of the fastest of any accuracy: {sum(r >= FLOOR for r in fastest)} of "
        f"{len(fastest)}, geometric mean {mean(fastest):.2f}",
        f"against the best copy loop: geometric mean {mean(v.limit for v in verdicts.values()):.2f}",
    ]
