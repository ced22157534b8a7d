"""What the figures say: each cell's verdict, the CSV, the Markdown tables and the terminal's summary."""

import dataclasses
import math

from rich.console import Console
from rich.table import Table

from accuracy import OTHER
from measure import Cell
from peers import GESSO, LIMITS, PEERS

ACCURATE = 4.5  # ULP in the middle of the range
SHOWN = 40
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


def limit_of(cell, limits):
  """The best loop's ns; two threads may also use one, which is better for little work."""
  direction = "forward" if cell.direction == "forward" else "backward_x"
  keys = [Cell("limit", direction, cell.n, t, cell.in_place) for t in range(1, cell.threads + 1)]
  return min(ns for key in keys for ns in limits.get(key, {}).values())


def judge(cell, best, errors, limits):
  # A peer whose error could not be measured (PReLU of PyTorch) multiplies once: it counts as accurate.
  peers = {n: ns for n, ns in best.items() if n != "Gesso" and errors.get(n, 0) < OTHER}
  close = {n: ns for n, ns in peers.items() if errors.get(n, 0) <= ACCURATE}
  ours = best["Gesso"]
  accurate = min(close, key=close.get, default=None)
  fastest = min(peers, key=peers.get, default=None)
  return Verdict(ours, accurate, close[accurate] / ours if accurate else None, fastest,
                 peers[fastest] / ours if fastest else None,
                 limit_of(cell, limits) / ours)


def place(cell):
  return "in place" if cell.in_place else "apart"


def rows(results, errors, limits):
  yield ["function", "direction", "n", "threads", "place", "candidate", "ns_per_element", "gb_per_s",
         "max_ulp_middle"]
  for cell, best in [*limits.items(), *results.items()]:
    for name, ns in sorted(best.items(), key=lambda item: item[1]):
      ulp = errors.get((cell.function, cell.direction), {}).get(name, "")
      yield [cell.function, cell.direction, cell.n, cell.threads, place(cell), name, f"{ns:.5f}",
             f"{cell.bytes / ns:.2f}", f"{ulp:.3g}" if ulp != "" else ""]


def mean(ratios):
  ratios = [r for r in ratios if r]
  return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def short(verdicts):
  """Cells that fall short, worst first."""
  def badness(item):
    return min(item[1].ratio or 9, (item[1].ratio_any or 9) / FLOOR)
  return sorted(((c, v) for c, v in verdicts.items() if not v.good), key=badness)


def number(value, form=".2f"):
  return "–" if value is None else format(value, form)


def label(cell):
  return f"{cell.function} {cell.direction} n={cell.n:.3g} threads={cell.threads} {place(cell)}"


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


def show(verdicts, absent, left_out):
  console = Console()
  if not console.is_terminal:
    console = Console(width=132)
  table = Table("cell", "ns", "≤ 4.5 ULP", "ratio", "fastest", "ratio", "of limit",
                title="Cells that fall short, worst first")
  worst = short(verdicts)
  for cell, v in worst[:SHOWN]:
    table.add_row(label(cell), f"{v.ns:.3f}", v.accurate or "–", number(v.ratio), v.fastest,
                  number(v.ratio_any), number(v.limit))
  console.print(table if table.row_count else "No cell falls short.")
  if len(worst) > SHOWN:
    console.print(f"… and {len(worst) - SHOWN} more, in bench.md")
  for line in [*summary(verdicts), *missing(absent, left_out)]:
    console.print(line)


def missing(absent, left_out):
  lines = [f"absent: {name}: {why}" for name, why in absent.items()]
  if left_out:
    lines.append(f"kinds without a peer's row: {', '.join(left_out)}")
  return lines


def write(path, machine, results, verdicts, errors, absent, left_out):
  lines = ["# Gesso beside its peers", "", machine + ".", "", *[f"- {s}" for s in summary(verdicts)],
           *[f"- {m}" for m in missing(absent, left_out)], ""]
  lines += ["## Cells that fall short, worst first", "",
            "| cell | ns | fastest ≤ 4.5 ULP | ratio | fastest | ratio | of the limit |",
            "|---|---|---|---|---|---|---|"]
  lines += [f"| {label(c)} | {v.ns:.3f} | {v.accurate or '–'} | {number(v.ratio)} | {v.fastest} | "
            f"{number(v.ratio_any)} | {number(v.limit)} |" for c, v in short(verdicts)]
  lines += ["", "## All cells", "",
            "ns an element; in brackets the ratios (more is better for Gesso) to the fastest peer within "
            "4.5 ULP, to the fastest of any, and to the best copy loop. A star: falls short."]
  sizes = sorted({c.n for c in verdicts})
  for threads in sorted({c.threads for c in verdicts}):
    for in_place in sorted({c.in_place for c in verdicts}):
      lines += ["", f"### {threads} thread{'s' * (threads > 1)}, "
                f"{'in place' if in_place else 'apart'}", "",
                "| function | " + " | ".join(f"{n:.3g}" for n in sizes) + " |",
                "|---|" + "---|" * len(sizes)]
      for function, direction in dict.fromkeys((c.function, c.direction) for c in verdicts):
        row = [verdicts.get(Cell(function, direction, n, threads, in_place)) for n in sizes]
        if any(row):
          lines.append(f"| {function} {direction} | " + " | ".join(map(brief, row)) + " |")
  lines += ["", "## Accuracy", "", "The largest error found, in ULP, on results of magnitude 1/16 … 16.",
            ""]
  names = [p.name for p in [GESSO, *PEERS]]
  lines += ["| function | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
  lines += [f"| {f} {d} | " + " | ".join(number(e.get(n), ".3g") for n in names) + " |"
            for (f, d), e in errors.items()]
  lines += ["", "## How each is called", "", "| peer | called through | backward takes |", "|---|---|---|"]
  lines += [f"| {p.name} | {p.how} | {p.backward} |" for p in [GESSO, *PEERS]]
  lines += [f"| limit | C loops, the best of {', '.join(LIMITS)}; backward: adds | x and dy |", ""]
  path.write_text("\n".join(lines))


def brief(v):
  if not v:
    return "–"
  star = "" if v.good else "*"
  return f"{v.ns:.3f} ({number(v.ratio)}, {number(v.ratio_any)}, {v.limit:.2f}){star}"
